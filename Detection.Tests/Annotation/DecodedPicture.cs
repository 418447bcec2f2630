using System.Buffers.Binary;
using System.IO.Compression;
using Detection.Annotation;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Detection.Tests.Annotation;

/// <summary>An annotated picture in any of the formats, decoded by another library than the product's, with what its file says beside the pixels.</summary>
internal sealed class DecodedPicture
{
    private readonly Rgba32[] _pixels;

    private DecodedPicture(AnnotatedPicture picture)
    {
        byte[] bytes = picture.Bytes.ToArray();
        using Image<Rgba32> image = Image.Load<Rgba32>(bytes);
        (Width, Height) = (image.Width, image.Height);
        HasAlpha = Image.Identify(bytes).PixelType.BitsPerPixel == 32;
        Profile = image.Metadata.IccProfile?.ToByteArray() ?? PngProfile(bytes);
        HasExif = image.Metadata.ExifProfile is not null;
        Orientation = image.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value ?? 1;
        _pixels = new Rgba32[Width * Height];
        image.CopyPixelDataTo(_pixels);
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>The orientation that EXIF gives, 1 to 8.</summary>
    internal int Orientation { get; }

    /// <summary>The colour profile; empty where there is none.</summary>
    internal byte[] Profile { get; }

    internal bool HasExif { get; }

    internal bool HasAlpha { get; }

    /// <summary>All pixels, row by row.</summary>
    internal ReadOnlySpan<Rgba32> Pixels => _pixels;

    internal (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            Rgba32 pixel = _pixels[(y * Width) + x];
            return (pixel.R, pixel.G, pixel.B);
        }
    }

    internal static DecodedPicture Of(AnnotatedPicture picture) => new(picture);

    internal byte AlphaAt(int x, int y) => _pixels[(y * Width) + x].A;

    // ImageSharp 2 does not read the profile of a PNG: a name and a zero byte, the method, then the profile as a zlib stream (https://www.w3.org/TR/png-3/#11iCCP).
    private static byte[] PngProfile(byte[] picture)
    {
        int type = picture.AsSpan().IndexOf("iCCP"u8);
        if (type < 0)
        {
            return [];
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(type - 4)), name = type + 4;
        int packed = Array.IndexOf(picture, (byte)0, name) + 2;
        using MemoryStream profile = new();
        using ZLibStream stream = new(new MemoryStream(picture, packed, name + length - packed), CompressionMode.Decompress);
        stream.CopyTo(profile);
        return profile.ToArray();
    }

    /// <summary>The largest difference of a channel between two colours.</summary>
    internal static int Distance((byte R, byte G, byte B) a, (byte R, byte G, byte B) b) =>
        Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));
}
