using Detection;
using Detection.Models;
using ModelTool.Benchmarks;
using TestSupport;

namespace ModelTool.Tests.Benchmarks;

/// <summary>A yardstick must do the same work: the input that ImageSharp makes is the one that the product makes.</summary>
public sealed class ImageSharpInputTests
{
    private static readonly string[] Samples = ["dog.jpg", "person.jpg", "horses.jpg"];

    // In levels of a byte: two decoders and resamplers differ by about one, two pictures by tens.
    [Fact]
    public async Task Fill_Samples_IsTheProductsInputOfThatPicture()
    {
        using Detector detector = new(new DetectorOptions { ModelPath = RepositoryFiles.EmbeddedModel, Sessions = 1 });
        ImageSharpInput imageSharp = new(detector.Model);
        float level = detector.Model.Normalization.Scale / detector.Model.Normalization.Std[0];
        foreach (string name in Samples)
        {
            float[] actual = imageSharp.Fill(await File.ReadAllBytesAsync(RepositoryFiles.Sample(name))).ToArray();
            foreach (string other in Samples)
            {
                float[] expected = await InputAsync(detector, await File.ReadAllBytesAsync(RepositoryFiles.Sample(other)));
                double difference = expected.Zip(actual, static (a, b) => Math.Abs(a - b)).Average() / level;
                Assert.True(name == other ? difference < 3 : difference > 15, $"{name} by ImageSharp and {other} by the product differ by {difference}.");
            }
        }
    }

    // The pool's one session still holds the picture analysed last.
    private static async Task<float[]> InputAsync(Detector detector, byte[] picture)
    {
        await detector.DetectAsync(picture);
        using SessionPool.Lease lease = await detector.Pool.RentAsync(CancellationToken.None);
        return CopyOf(lease.Session, detector.Model);
    }

    private static unsafe float[] CopyOf(ModelSession session, ModelDescription model) =>
        new ReadOnlySpan<float>(session.Input, 3 * model.InputWidth * model.InputHeight).ToArray();
}
