using System.Diagnostics;
using Detection.Annotation;
using Detection.Imaging;
using TestSupport;

namespace Detection.Tests.Annotation;

/// <summary>Finding and drawing in one session.</summary>
public sealed class AnnotateTests
{
    [Fact]
    public async Task AnnotateAsync_Sample_FindsAndDrawsAsTheTwoStepsDo()
    {
        byte[] picture = await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"));
        using Detector detector = new();
        using Annotator annotator = new();
        DetectionResult found = await detector.DetectAsync(picture);
        using AnnotatedPicture drawn = await annotator.DrawAsync(picture, found.Objects, PictureFormat.Png);

        (DetectionResult result, AnnotatedPicture answer) = await detector.AnnotateAsync(picture, PictureFormat.Png);
        using (answer)
        {
            Assert.NotEmpty(result.Objects);
            Assert.Equal(found.Objects, result.Objects);
            Assert.True(drawn.Bytes.Span.SequenceEqual(answer.Bytes.Span));
        }
    }

    [Fact]
    public async Task AnnotateAsync_MoreThanThereAreSessions_DrawsNoTwoAtOnce()
    {
        byte[] picture = Png.Rgb(1500, 1500, static (x, y) => ((byte)(x * y), (byte)(x ^ y), (byte)(x + y)));
        using Detector detector = new(new DetectorOptions { Sessions = 1 });
        long start = Stopwatch.GetTimestamp();
        (DetectionResult Result, AnnotatedPicture Picture)[] answers =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => detector.AnnotateAsync(picture, PictureFormat.WebP).AsTask()));
        TimeSpan all = Stopwatch.GetElapsedTime(start);

        // What is done one after another takes at least its sum; on the wait and the header, which need no session, nothing depends.
        TimeSpan sum = TimeSpan.Zero;
        foreach ((DetectionResult result, AnnotatedPicture drawn) in answers)
        {
            sum += result.Timings.Letterbox + result.Timings.Inference + result.Timings.Head + drawn.Duration;
            drawn.Dispose();
        }

        Assert.True(sum <= all, $"{sum} of work in {all} on one session.");
    }

    [Fact]
    public async Task AnnotateAsync_FormatThatIsNotWritten_Throws()
    {
        using Detector detector = new();
        await Assert.ThrowsAsync<ArgumentException>(async () => await detector.AnnotateAsync(Png.Flat(8, 8, 1, 2, 3), PictureFormat.Gif));
    }
}
