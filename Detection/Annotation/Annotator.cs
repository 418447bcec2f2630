using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Detection.Imaging;
using Detection.Imaging.Vips;
using Detection.Telemetry;

namespace Detection.Annotation;

/// <summary>
/// Draws detections on pictures: boxes and labels in one colour per class, on the picture in its original size, upright. The colour profile is kept where it applies
/// to the written pixels; other metadata, such as where and when a picture was taken, is removed. Thread-safe; as many pictures are drawn at once as there are
/// sessions, further calls wait.
/// </summary>
public sealed class Annotator : IDisposable
{
    private readonly DetectorOptions _options;
    private readonly SemaphoreSlim _free;

    /// <summary>Creates an annotator.</summary>
    /// <param name="options">The limits on pictures, and how many are drawn at once; null for the defaults.</param>
    public Annotator(DetectorOptions? options = null)
    {
        _options = options ?? new DetectorOptions();
        _free = new SemaphoreSlim(_options.SessionCount);
    }

    /// <summary>Draws objects on a picture.</summary>
    /// <param name="picture">Its bytes, in one of the formats of <see cref="PictureFormat.All"/>. They must not change until the task completes.</param>
    /// <param name="objects">The objects, best first, with boxes in pixels of the upright picture.</param>
    /// <param name="format">The format to write, one of <see cref="PictureFormat.Writable"/>.</param>
    /// <param name="cancellation">Ends the wait or stops the work.</param>
    /// <returns>The picture, to be disposed.</returns>
    /// <exception cref="PictureException">
    /// The data is not a picture, or the picture is of another format, damaged, too large, or too large for the format to write.
    /// </exception>
    /// <exception cref="ArgumentException">The format cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<AnnotatedPicture> DrawAsync(
        ReadOnlyMemory<byte> picture, IReadOnlyList<DetectedObject> objects, PictureFormat format, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(format);

        // The work that follows is CPU-bound and must not hold the caller's thread.
        await _free.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return Draw(picture, objects, format, _options, cancellation);
        }
        finally
        {
            _free.Release();
            NativeHeap.TrimPeriodically();
        }
    }

    /// <summary>Frees its resources; not while pictures are being drawn.</summary>
    public void Dispose() => _free.Dispose();

    /// <summary>Draws objects on a picture, on the caller's thread.</summary>
    internal static unsafe AnnotatedPicture Draw(
        ReadOnlyMemory<byte> picture, IReadOnlyList<DetectedObject> objects, PictureFormat format, DetectorOptions limits, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using Activity? span = DetectionTelemetry.Source.StartActivity(StageNames.Annotate);
        using MemoryHandle pin = picture.Pin();
        using PictureDecoder decoder = PictureDecoder.Open((byte*)pin.Pointer, picture.Length, limits);
        PictureInfo info = decoder.Info;
        PictureWriter writer = format.Writer ?? throw new ArgumentException($"{format} cannot be written.", nameof(format));
        RequireSide(info, format, writer);
        VipsBytes bytes = Write(decoder, objects, writer, cancellation);
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        DetectionMetrics.Stage(StageNames.Annotate, duration);
        return new AnnotatedPicture(bytes, format, info.Width, info.Height, duration);
    }

    private static unsafe VipsBytes Write(
        PictureDecoder decoder, IReadOnlyList<DetectedObject> objects, PictureWriter writer, CancellationToken cancellation)
    {
        PictureInfo info = decoder.Info;
        AnnotationStyle style = new(info.Width, info.Height);
        Drawing drawing = Drawing.Of(objects, info.Width, info.Height, style);
        VipsPainter? painter = null;
        try
        {
            // A killed image fails the next request for pixels, also in the middle of a picture.
            using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static image => ((VipsImage)image!).Kill(), decoder.Stored);
            using UprightPicture upright = UprightPicture.Make(decoder.Stored, info.Orientation, writer.KeepsAlpha);
            int bands = upright.Image.Bands;
            painter = new VipsPainter(
                upright.Image,
                (pixels, stride, left, top, width, height) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    drawing.Paint(pixels, stride, bands, new PixelArea(left, top, left + width, top + height));
                });
            using (painter)
            {
                if (!upright.IsProfileValid)
                {
                    painter.Image.Remove("icc-profile-data");
                }

                // Of the metadata only the colour profile is kept.
                return painter.Image.Save(writer.Saver, $"{writer.Options(style.Quality)},keep=icc");
            }
        }
        catch (VipsException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw painter?.Failure is { } failure
                ? new InvalidOperationException("The annotations could not be drawn.", failure)
                : PictureDecoder.Damaged(info.Format, exception);
        }
    }

    private static void RequireSide(in PictureInfo info, PictureFormat format, PictureWriter writer)
    {
        if (Math.Max(info.Width, info.Height) > writer.LongestSide)
        {
            throw new PictureException(PictureFault.TooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"The picture has {info.Width} x {info.Height} pixels; {format} can hold {writer.LongestSide} a side. Ask for {PictureFormat.Png.MediaType}."));
        }
    }
}
