using Detection.Imaging;

namespace Detection.Heads;

/// <summary>A box that a head proposes, in pixels of the model's input until <see cref="ToSource"/> maps it to the picture.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="ClassId">Class id, from 0.</param>
internal readonly record struct Candidate(float Left, float Top, float Right, float Bottom, float Score, int ClassId)
{
    /// <summary>From a centre and a size.</summary>
    internal static Candidate FromCenter(float centerX, float centerY, float width, float height, float score, int classId) =>
        new(centerX - (width / 2), centerY - (height / 2), centerX + (width / 2), centerY + (height / 2), score, classId);

    /// <summary>The box in pixels of the picture, clipped to it.</summary>
    internal Candidate ToSource(in LetterboxGeometry geometry) =>
        new(geometry.ToSourceX(Left), geometry.ToSourceY(Top), geometry.ToSourceX(Right), geometry.ToSourceY(Bottom), Score, ClassId);
}
