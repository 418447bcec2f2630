using System.Diagnostics;
using Detection.Imaging.Vips;

namespace Detection.Imaging;

/// <summary>
/// Decodes one picture: first its header, then its pixels from top to bottom as packed 8-bit rows on sRGB, without alpha, in stored orientation. Only the
/// current strip is in memory, as far as the format allows. Not thread-safe; the bytes must stay pinned until disposal.
/// </summary>
internal sealed unsafe class PictureDecoder : IDisposable
{
    // Transparent parts become the grey of letterbox padding, in which the model is trained to find nothing.
    private const byte Background = 114;

    private const string LoadOptions = "access=sequential,fail_on=error";

    private readonly byte* _data;
    private readonly int _length;
    private readonly VipsImage _header;
    private VipsImage? _pixels;
    private nint _region;
    private byte* _strip;

    private PictureDecoder(byte* data, int length, PictureFormat format, VipsImage header)
    {
        _data = data;
        _length = length;
        _header = header;
        int orientation = header.Orientation;
        ExifOrientation stored = orientation is >= 1 and <= 8 ? (ExifOrientation)orientation : ExifOrientation.Upright;
        Info = stored.SwapsAxes()
            ? new PictureInfo(format, header.Height, header.Width, stored)
            : new PictureInfo(format, header.Width, header.Height, stored);
    }

    /// <summary>What the header says.</summary>
    internal PictureInfo Info { get; }

    /// <summary>The picture in full size as it is stored; disposed with the decoder.</summary>
    internal VipsImage Stored => _header;

    /// <summary>Width of the rows that <see cref="ReadRows"/> gives, in pixels; known after <see cref="Begin"/>.</summary>
    internal int RowWidth { get; private set; }

    /// <summary>Number of rows that <see cref="ReadRows"/> gives; known after <see cref="Begin"/>.</summary>
    internal int RowCount { get; private set; }

    /// <summary>Bytes a pixel in the rows: 3 (R, G, B) or 1 (grey); known after <see cref="Begin"/>.</summary>
    internal int Bands { get; private set; }

    /// <summary>Reads the header.</summary>
    /// <param name="data">The picture, pinned.</param>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="PictureException">Not a picture, a format that is not read, or a broken header.</exception>
    internal static PictureDecoder Open(byte* data, int length)
    {
        _ = VipsLibrary.Version;
        PictureFormat format = PictureFormat.Identify(new ReadOnlySpan<byte>(data, length));
        try
        {
            return new PictureDecoder(data, length, format, VipsImage.Load(format.Loader, data, length, LoadOptions));
        }
        catch (VipsException exception)
        {
            throw Damaged(format, exception);
        }
    }

    /// <summary>Reads the header and checks the limits.</summary>
    /// <param name="data">The picture, pinned.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="PictureException">Not a picture, a format that is not read, a broken header, or too large.</exception>
    internal static PictureDecoder Open(byte* data, int length, DetectorOptions limits)
    {
        PictureLimits.ThrowIfStructureTooLarge(new ReadOnlySpan<byte>(data, length), limits);
        PictureDecoder decoder = Open(data, length);
        try
        {
            PictureLimits.ThrowIfHeaderTooLarge(decoder, limits);
            return decoder;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Prepares the pixels: shrinks while loading, where the format can, by the largest factor that leaves at least the wanted size.
    /// </summary>
    /// <param name="minimumWidth">The least width that shrinking may leave of the upright picture, in pixels.</param>
    /// <param name="minimumHeight">The least height, in pixels.</param>
    /// <exception cref="PictureException">The picture cannot be decoded, or has no colours that can be brought to sRGB.</exception>
    internal void Begin(int minimumWidth, int minimumHeight)
    {
        Debug.Assert(_pixels is null, "A decoder reads its picture once.");
        int shrink = ShrinkOnLoad(minimumWidth, minimumHeight);
        try
        {
            VipsImage image = shrink == 1
                ? _header.Share()
                : VipsImage.Load(Info.Format.Loader, _data, _length, $"{LoadOptions},{Info.Format.ShrinkOption!(shrink)}");
            _pixels = image.ToSrgb(keepsGrey: true, Background);
        }
        catch (VipsException exception)
        {
            throw Damaged(Info.Format, exception);
        }

        RowWidth = _pixels.Width;
        RowCount = _pixels.Height;
        Bands = _pixels.Bands;
        _region = VipsNative.RegionNew(_pixels.Handle);
    }

    /// <summary>Decodes the next rows.</summary>
    /// <param name="top">The first row: where the call before ended.</param>
    /// <param name="count">How many.</param>
    /// <returns>The packed rows, valid until the next call.</returns>
    /// <exception cref="PictureException">The picture is damaged.</exception>
    internal ReadOnlySpan<byte> ReadRows(int top, int count)
    {
        FreeStrip();
        _strip = VipsNative.RegionFetch(_region, 0, top, RowWidth, count, out nuint length);
        return _strip is null
            ? throw Damaged(Info.Format, new VipsException(VipsLibrary.TakeError()))
            : new ReadOnlySpan<byte>(_strip, (int)length);
    }

    public void Dispose()
    {
        FreeStrip();
        if (_region != 0)
        {
            VipsNative.ObjectUnref(_region);
            _region = 0;
        }

        _pixels?.Dispose();
        _header.Dispose();
    }

    /// <summary>The exception for a picture that cannot be decoded.</summary>
    internal static PictureException Damaged(PictureFormat format, VipsException inner) =>
        new(PictureFault.Damaged, $"The picture is damaged: it begins as {format.Name} but cannot be decoded.", inner);

    // JPEG is scaled in the frequency domain by 2, 4 or 8, WebP by its decoder: far cheaper than decoding all and averaging.
    private int ShrinkOnLoad(int minimumWidth, int minimumHeight)
    {
        if (Info.Format.ShrinkOption is null)
        {
            return 1;
        }

        for (int shrink = 8; shrink > 1; shrink /= 2)
        {
            if (Info.Width / shrink >= minimumWidth && Info.Height / shrink >= minimumHeight)
            {
                return shrink;
            }
        }

        return 1;
    }

    private void FreeStrip()
    {
        VipsNative.Free(_strip);
        _strip = null;
    }
}
