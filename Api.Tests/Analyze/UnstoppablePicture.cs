using TestSupport;

namespace Api.Tests.Analyze;

/// <summary>
/// Pictures that a decoder takes in one go, so that neither a time-out nor the caller's end stops it: interlaced PNG, whose rows come in seven passes
/// (https://www.w3.org/TR/png-3/#8Interlace).
/// </summary>
internal static class UnstoppablePicture
{
    private static readonly (int Left, int Top, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>A black picture of a few hundred kilobytes.</summary>
    internal static byte[] OfSize(int width, int height, byte depth, byte colourType, int bytesPerPixel)
    {
        long bytes = 0;
        foreach ((int left, int top, int stepX, int stepY) in Passes)
        {
            long columns = (width - left + stepX - 1) / stepX, rows = (height - top + stepY - 1) / stepY;
            bytes += rows * (1 + (columns * bytesPerPixel));
        }

        return Png.OfChunks(width, height, depth, colourType, isInterlaced: true, [Png.Chunk("IDAT"u8, Png.DeflateZeros(bytes))]);
    }
}
