using Microsoft.ML.OnnxRuntime;
using TestSupport;

namespace Detection.Tests;

/// <summary>ONNX Runtime fails on one picture.</summary>
public sealed class FailedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task DetectAsync_RunFails_PoisonsNoSession(int threads)
    {
        string path = _folder.Write("model.onnx", OneBoxModel.FailingWhenBright());
        using Detector detector = new(new DetectorOptions { ModelPath = path, Sessions = 2, ThreadsPerSession = threads });

        // A session that is made anew must not need the file.
        File.Delete(path);
        byte[] dark = Png.Flat(64, 64, 10, 10, 10);
        byte[] bright = Png.Flat(64, 64, 250, 250, 250);
        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<OnnxRuntimeException>(async () => await detector.DetectAsync(bright));
            Assert.Single((await detector.DetectAsync(dark)).Objects);
        }

        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (call, cancellation) =>
        {
            if (call % 3 == 0)
            {
                await Assert.ThrowsAsync<OnnxRuntimeException>(async () => await detector.DetectAsync(bright, cancellation: cancellation));
            }
            else
            {
                Assert.Single((await detector.DetectAsync(dark, cancellation: cancellation)).Objects);
            }
        });
    }
}
