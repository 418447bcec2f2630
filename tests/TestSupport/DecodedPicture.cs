using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace TestSupport;

/// <summary>A picture decoded by ImageSharp, which shares nothing with the code under test: PNG, JPEG, WebP, GIF or TIFF.</summary>
public sealed class DecodedPicture
{
    private const int BytesPerPixel = 4;

    private readonly byte[] _pixels;

    private DecodedPicture(ReadOnlySpan<byte> picture)
    {
        using Image<Rgba32> image = Image.Load<Rgba32>(picture);
        (Width, Height) = (image.Width, image.Height);
        _pixels = new byte[Width * Height * BytesPerPixel];
        image.CopyPixelDataTo(_pixels);
        HasExif = image.Metadata.ExifProfile is not null;
        Orientation = image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value ?? 1;

        // ImageSharp 2 reads no profiles of PNG files.
        Profile = image.Metadata.IccProfile?.ToByteArray() ?? Png.ProfileOf(picture);
    }

    /// <summary>Width in pixels, as stored.</summary>
    public int Width { get; }

    /// <summary>Height in pixels, as stored.</summary>
    public int Height { get; }

    /// <summary>How a viewer has to turn the picture, 1 to 8 (Exif 2.32, tag 0x0112); 1 where the file does not say.</summary>
    public int Orientation { get; }

    /// <summary>The ICC profile; empty where there is none.</summary>
    public IReadOnlyList<byte> Profile { get; }

    /// <summary>Whether the file has Exif data.</summary>
    public bool HasExif { get; }

    /// <summary>All pixels row by row, four bytes each: red, green, blue, alpha.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Whether any pixel can be seen through.</summary>
    public bool HasAlpha
    {
        get
        {
            for (int at = BytesPerPixel - 1; at < _pixels.Length; at += BytesPerPixel)
            {
                if (_pixels[at] != byte.MaxValue)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The colour at a place.</summary>
    public (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            int at = Offset(x, y);
            return (_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    /// <summary>The alpha at a place; 255 where there is none.</summary>
    public byte AlphaAt(int x, int y) => _pixels[Offset(x, y) + BytesPerPixel - 1];

    /// <summary>Decodes a picture.</summary>
    /// <exception cref="UnknownImageFormatException">It is of no format that ImageSharp reads.</exception>
    /// <exception cref="InvalidImageContentException">It is damaged.</exception>
    public static DecodedPicture Read(ReadOnlySpan<byte> picture) => new(picture);

    /// <summary>The largest difference of a channel between two colours.</summary>
    public static int Distance((byte R, byte G, byte B) a, (byte R, byte G, byte B) b) =>
        Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));

    private int Offset(int x, int y) => ((y * Width) + x) * BytesPerPixel;
}
