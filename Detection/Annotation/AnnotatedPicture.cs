using Detection.Imaging;
using Detection.Imaging.Vips;

namespace Detection.Annotation;

/// <summary>A picture with boxes and labels drawn on it, in memory that is given back when it is disposed.</summary>
public sealed class AnnotatedPicture : IDisposable
{
    private readonly VipsBytes _bytes;

    internal AnnotatedPicture(VipsBytes bytes, PictureFormat format, int width, int height, TimeSpan duration) =>
        (_bytes, Format, Width, Height, Duration) = (bytes, format, width, height, duration);

    /// <summary>The picture's file. Valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>The format it is in.</summary>
    public PictureFormat Format { get; }

    /// <summary>Width in pixels: that of the upright original.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>How long it took to make, without the wait for others.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _bytes.Dispose();
}
