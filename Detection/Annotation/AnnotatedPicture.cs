using Detection.Imaging;
using Detection.Imaging.Vips;

namespace Detection.Annotation;

/// <summary>A picture with boxes and labels drawn on it, in native memory that is freed on disposal.</summary>
public sealed class AnnotatedPicture : IDisposable
{
    private readonly VipsBytes _bytes;

    internal AnnotatedPicture(VipsBytes bytes, PictureFormat format, int width, int height, TimeSpan duration) =>
        (_bytes, Format, Width, Height, Duration) = (bytes, format, width, height, duration);

    /// <summary>The picture's file. Valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>Its format.</summary>
    public PictureFormat Format { get; }

    /// <summary>Width in pixels: that of the upright original.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The time it took to draw and write, without the wait for a turn.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _bytes.Dispose();
}
