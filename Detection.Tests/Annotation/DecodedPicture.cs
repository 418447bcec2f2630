using Detection.Annotation;
using Detection.Imaging.Vips;

namespace Detection.Tests.Annotation;

/// <summary>An annotated picture in any of the formats, decoded, with what its file says beside the pixels.</summary>
internal sealed class DecodedPicture
{
    private readonly byte[] _pixels;
    private readonly int _bands;

    private unsafe DecodedPicture(AnnotatedPicture picture)
    {
        fixed (byte* data = picture.Bytes.Span)
        {
            using VipsImage image = VipsImage.Load(picture.Format.Loader, data, picture.Bytes.Length, "fail_on=error");
            (Width, Height, _bands, Orientation) = (image.Width, image.Height, image.Bands, image.Orientation);
            Profile = image.BlobOf("icc-profile-data"u8).ToArray();
            HasExif = !image.BlobOf("exif-data"u8).IsEmpty;
            nint region = VipsNative.RegionNew(image.Handle);
            byte* pixels = VipsNative.RegionFetch(region, 0, 0, Width, Height, out nuint length);
            _pixels = new Span<byte>(pixels, (int)length).ToArray();
            VipsNative.Free(pixels);
            VipsNative.ObjectUnref(region);
        }
    }

    internal int Width { get; }

    internal int Height { get; }

    internal int Orientation { get; }

    internal byte[] Profile { get; }

    internal bool HasExif { get; }

    /// <summary>All bytes, row by row.</summary>
    internal ReadOnlySpan<byte> Pixels => _pixels;

    internal bool HasAlpha => _bands == 4;

    internal (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            int at = ((y * Width) + x) * _bands;
            return (_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    internal static DecodedPicture Of(AnnotatedPicture picture) => new(picture);

    internal byte AlphaAt(int x, int y) => _pixels[(((y * Width) + x) * _bands) + 3];

    /// <summary>The largest difference of a channel between two colours.</summary>
    internal static int Distance((byte R, byte G, byte B) a, (byte R, byte G, byte B) b) =>
        Math.Max(Math.Abs(a.R - b.R), Math.Max(Math.Abs(a.G - b.G), Math.Abs(a.B - b.B)));
}
