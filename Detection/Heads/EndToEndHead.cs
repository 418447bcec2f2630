using Detection.Analysis;

namespace Detection.Heads;

/// <summary>
/// YOLOv10 and YOLO26, end to end, and DETR-like models after their tensors are joined: rows of (left, top, right, bottom, score, class) in input pixels,
/// one row per
/// object, without non-maximum suppression.
/// </summary>
internal sealed class EndToEndHead(int classCount) : Head
{
    private const int RowLength = 6;

    internal override bool NeedsSuppression => false;

    internal override void Read(ReadOnlySpan<float> output, in ResolvedOptions options, List<Candidate> candidates)
    {
        for (int at = 0; at + RowLength <= output.Length; at += RowLength)
        {
            ReadOnlySpan<float> row = output.Slice(at, RowLength);
            int classId = (int)row[5];
            if (row[4] > options.Confidence && classId >= 0 && classId < classCount && options.Wants(classId))
            {
                candidates.Add(new Candidate(row[0], row[1], row[2], row[3], row[4], classId));
            }
        }
    }
}
