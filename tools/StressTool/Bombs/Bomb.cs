namespace StressTool.Bombs;

/// <summary>A small picture that would cost much to decode, or claims to.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">The picture.</param>
/// <param name="MayBeAnswered">
/// Whether it may be analysed as well as refused, if that costs no more: what it claims to be is small, and only what stands beside its pixels is large.
/// </param>
internal sealed record Bomb(string Name, byte[] Bytes, bool MayBeAnswered = false)
{
    /// <summary>All of them. Made once: some take their time.</summary>
    internal static IReadOnlyList<Bomb> All { get; } = [.. PngBombs.All(), .. JpegBombs.All(), .. GifBombs.All(), .. WebPBombs.All(), .. TiffBombs.All(), .. AvifBombs.All()];
}
