using Detection.Imaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TestSupport;

namespace Detection.Tests;

/// <summary>The detector as a .NET developer uses it, with the embedded model and the sample pictures.</summary>
public sealed class DetectorTests
{
    [Fact]
    public async Task DetectAsync_Dog_FindsWhatAnEyeSees()
    {
        using Detector detector = new();
        DetectionResult result = await detector.DetectAsync(Sample("dog.jpg"));
        Assert.Equal(new PictureInfo(PictureFormat.Jpeg, 768, 576, ExifOrientation.Upright), result.Picture);

        // Drawn by eye on the photograph.
        AssertFound(result, "dog", new BoundingBox(130, 215, 310, 540));
        AssertFound(result, "bicycle", new BoundingBox(120, 130, 570, 425));
        Assert.True(result.Timings.Inference > TimeSpan.Zero && result.Timings.Total >= result.Timings.Inference + result.Timings.Decode);
        Assert.Equal(result.Objects.OrderByDescending(found => found.Confidence), result.Objects);
    }

    [Fact]
    public async Task DetectAsync_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        using Detector detector = new(new DetectorOptions { Sessions = 3 });
        byte[][] pictures = [Sample("dog.jpg"), Sample("person.jpg"), Sample("horses.jpg")];
        DetectedObject[][] expected = new DetectedObject[pictures.Length][];
        for (int i = 0; i < pictures.Length; i++)
        {
            expected[i] = [.. (await detector.DetectAsync(pictures[i])).Objects];
            Assert.NotEmpty(expected[i]);
        }

        await Parallel.ForAsync(0, 48, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (call, cancellation) =>
        {
            DetectionResult result = await detector.DetectAsync(pictures[call % 3], cancellation: cancellation);
            Assert.Equal(expected[call % 3], result.Objects);
        });
    }

    [Fact]
    public async Task DetectAsync_SeveralThreadsASession_FindsTheSame()
    {
        using Detector one = new(new DetectorOptions { Sessions = 1 });
        using Detector two = new(new DetectorOptions { Sessions = 2, ThreadsPerSession = 2 });
        IReadOnlyList<DetectedObject> expected = (await one.DetectAsync(Sample("dog.jpg"))).Objects;
        IReadOnlyList<DetectedObject> actual = (await two.DetectAsync(Sample("dog.jpg"))).Objects;
        Assert.Equal(expected.Select(found => found.ClassName), actual.Select(found => found.ClassName));
        Assert.All(expected.Zip(actual), pair => Assert.True(Boxes.LargestEdgeDistance(pair.First.Box, pair.Second.Box) < 0.5f));
    }

    [Fact]
    public async Task DetectAsync_Cancelled_StopsAndTheNextCallWorks()
    {
        using Detector detector = new(new DetectorOptions { Sessions = 1 });
        using CancellationTokenSource already = new();
        await already.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await detector.DetectAsync(Sample("dog.jpg"), cancellation: already.Token));

        // At several moments, so that the wait, the decoding and the inference are all hit; each must leave the session fit for the next call.
        int expected = (await detector.DetectAsync(Sample("dog.jpg"))).Objects.Count;
        for (int milliseconds = 1; milliseconds < 40; milliseconds += 3)
        {
            using CancellationTokenSource soon = new(milliseconds);
            Task[] calls = [.. Enumerable.Range(0, 3).Select(async _ =>
            {
                try
                {
                    await detector.DetectAsync(Sample("dog.jpg"), cancellation: soon.Token);
                }
                catch (OperationCanceledException)
                {
                }
            })];
            await Task.WhenAll(calls);
            Assert.Equal(expected, (await detector.DetectAsync(Sample("dog.jpg"))).Objects.Count);
        }
    }

    [Fact]
    public async Task DetectAsync_DoesNotComputeOnTheCallersThread()
    {
        using Detector detector = new();
        byte[] picture = Sample("dog.jpg");
        await detector.DetectAsync(picture);
        ValueTask<DetectionResult> call = detector.DetectAsync(picture);
        Assert.False(call.IsCompleted);
        await call;
    }

    [Fact]
    public async Task Dispose_WhileCallsRun_LetsThemEndAndSendsTheOthersAway()
    {
        byte[] picture = Sample("dog.jpg");
        for (int round = 0; round < 10; round++)
        {
            Detector detector = new(new DetectorOptions { Sessions = 2 });
            Task<int>[] calls = [.. Enumerable.Range(0, 6).Select(async _ =>
            {
                try
                {
                    return (await detector.DetectAsync(picture)).Objects.Count;
                }
                catch (ObjectDisposedException)
                {
                    return -1;
                }
            })];
            await Task.Delay(round * 5);
            detector.Dispose();
            int[] counts = await Task.WhenAll(calls);
            Assert.All(counts, count => Assert.True(count is 4 or -1, $"{count}"));
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await detector.DetectAsync(picture));
        }
    }

    [Theory]
    [InlineData("confidence", 1.5f, 0.5f, 10)]
    [InlineData("confidence", float.NaN, 0.5f, 10)]
    [InlineData("iou", 0.5f, -0.1f, 10)]
    [InlineData("max_detections", 0.5f, 0.5f, 0)]
    [InlineData("max_detections", 0.5f, 0.5f, 1001)]
    public async Task DetectAsync_OptionOutOfRange_NamesIt(string option, float confidence, float iou, int maxDetections)
    {
        using Detector detector = new();
        DetectionOptions options = new() { Confidence = confidence, Iou = iou, MaxDetections = maxDetections };
        DetectionOptionException exception = await Assert.ThrowsAsync<DetectionOptionException>(async () => await detector.DetectAsync(Sample("dog.jpg"), options));
        Assert.Equal(option, exception.Option);
        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectAsync_UnknownClass_NamesIt()
    {
        using Detector detector = new();
        DetectionOptionException exception = await Assert.ThrowsAsync<DetectionOptionException>(async () =>
            await detector.DetectAsync(Sample("dog.jpg"), new DetectionOptions { Classes = ["dog", "unicorn"] }));
        Assert.Contains("'unicorn'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectAsync_TooManyPixels_IsRefusedByTheHeader()
    {
        using Detector detector = new(new DetectorOptions { MaxPixels = 10_000 });
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await detector.DetectAsync(Png.HeaderOnly(101, 100)));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
    }

    [Theory]
    [InlineData("", PictureFault.NotAPicture)]
    [InlineData("hello", PictureFault.NotAPicture)]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", PictureFault.UnsupportedFormat)]
    [InlineData("<?xml version='1.0'?><svg width='9' height='9'/>", PictureFault.UnsupportedFormat)]
    [InlineData("%PDF-1.7 and more", PictureFault.UnsupportedFormat)]
    [InlineData("GIF89a", PictureFault.Damaged)]
    public async Task DetectAsync_NoPicture_SaysWhatItIs(string content, PictureFault fault)
    {
        using Detector detector = new();
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () =>
            await detector.DetectAsync(System.Text.Encoding.UTF8.GetBytes(content)));
        Assert.Equal(fault, exception.Fault);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.95)]
    public async Task DetectAsync_CutOff_IsDamaged(double part)
    {
        using Detector detector = new();
        byte[] picture = Sample("dog.jpg");
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () =>
            await detector.DetectAsync(picture.AsMemory(0, (int)(picture.Length * part))));
        Assert.Equal(PictureFault.Damaged, exception.Fault);
    }

    [Fact]
    public void New_OptionsOutOfRange_NamesAllOfThem()
    {
        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(() =>
            new Detector(new DetectorOptions { Sessions = 0, ThreadsPerSession = 65, ConfidenceThreshold = 2, MaxPixels = 0 }));
        Assert.All(
            [nameof(DetectorOptions.Sessions), nameof(DetectorOptions.ThreadsPerSession), nameof(DetectorOptions.ConfidenceThreshold), nameof(DetectorOptions.MaxPixels)],
            option => Assert.Contains(option, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddDetector_ByDependencyInjection_Works()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddDetector(options => options.ConfidenceThreshold = 0.6f)
            .BuildServiceProvider();
        Detector detector = services.GetRequiredService<Detector>();
        Assert.Same(detector, services.GetRequiredService<Detector>());
        DetectionResult result = await detector.DetectAsync(Sample("dog.jpg"));
        Assert.All(result.Objects, found => Assert.True(found.Confidence > 0.6f));
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(RepositoryFiles.Sample(name));

    private static void AssertFound(DetectionResult result, string className, BoundingBox expected) =>
        Assert.Contains(result.Objects, found => found.ClassName == className && Boxes.Iou(found.Box, expected) > 0.6f);
}
