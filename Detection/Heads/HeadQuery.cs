namespace Detection.Heads;

/// <summary>What a head is to look for.</summary>
/// <param name="Confidence">Scores must be above it, 0 to 1.</param>
/// <param name="Classes">For each class id whether it is wanted; null for all.</param>
/// <param name="MultiLabel">Whether a box may carry every class above the threshold rather than its best one.</param>
internal readonly record struct HeadQuery(float Confidence, bool[]? Classes, bool MultiLabel)
{
    internal bool Wants(int classId) => Classes is null || Classes[classId];
}
