using TestSupport;

namespace StressTool.Bombs;

/// <summary>Small files of the largest pictures the service takes by default, of the kinds that a decoder cannot read strip by strip: what one may cost.</summary>
internal static class LargestPictures
{
    private const int Width = 16_000;
    private const int Height = 3_100;
    private const byte RgbWithAlpha = 6;

    internal static IEnumerable<Bomb> All() =>
    [
        new("PNG, 16 bit RGB with alpha", Png.OfChunks(Width, Height, 16, RgbWithAlpha, isInterlaced: false, [Png.Chunk("IDAT"u8, Png.DeflateZeros(Height * ((Width * 8L) + 1)))])),
        new("PNG, the same interlaced", Png.OfChunks(Width, Height, 16, RgbWithAlpha, isInterlaced: true, [Png.Chunk("IDAT"u8, Png.DeflateZeros((Height * Width * 8L) + (Height * 2)))])),
        new("JPEG, progressive", JpegBombs.ManyScans(7_000, 1)),
        new("WebP", WebPBombs.File(WebPBombs.OneColour(Width, Height))),
        new("GIF", GifBombs.Gif(Width, Height, 1, Width, Height)),
        new("TIFF, one deflated strip", TiffBombs.Tiff(Png.DeflateZeros(Width * Height), [], TiffBombs.Strips(Width, Height, 8, Height))),
    ];
}
