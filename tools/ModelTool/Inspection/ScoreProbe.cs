using System.Numerics.Tensors;
using Detection;
using Detection.Models;

namespace ModelTool.Inspection;

/// <summary>Runs a model on a picture of coloured noise and looks whether its scores say anything.</summary>
internal static class ScoreProbe
{
    private const int BlockSide = 16;

    /// <summary>A sentence about what no working detector gives, or null.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ModelException">The model cannot be used.</exception>
    internal static async Task<string?> FaultAsync(string path, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = path, Sessions = 1, ThreadsPerSession = 1 });
        using SessionPool.Lease lease = await detector.Pool.RentAsync(cancellation);
        Fill(lease.Session, detector.Model);
        float[] output = lease.Session.Run(cancellation).ToArray();
        if (OutputValues.Fault(output) is { } fault)
        {
            return fault;
        }

        // A few detections end to end, or outputs that are constants, may well all be alike; a score for each of thousands of boxes is not.
        float[] scores = Scores(output, detector.Model);
        return scores.Length > 1000 && scores.AsSpan().IndexOfAnyExcept(scores[0]) < 0
            ? FormattableString.Invariant($"All {scores.Length} class scores are {scores[0]}, on a picture of noise: the model finds nothing, or everything, whatever it sees.")
            : null;
    }

    private static unsafe void Fill(ModelSession session, ModelDescription model)
    {
        Random random = new(1);
        for (int plane = 0; plane < 3; plane++)
        {
            float factor = model.Normalization.Factor(plane), bias = model.Normalization.Bias(plane);
            int columns = (model.InputWidth / BlockSide) + 1;
            byte[] blocks = new byte[columns * ((model.InputHeight / BlockSide) + 1)];
            random.NextBytes(blocks);
            for (int y = 0; y < model.InputHeight; y++)
            {
                Span<float> row = new(session.Input + (((plane * model.InputHeight) + y) * model.InputWidth), model.InputWidth);
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] = (blocks[(y / BlockSide * columns) + (x / BlockSide)] * factor) + bias;
                }
            }
        }
    }

    // Where the scores lie in each family's output: see ModelFamily.
    private static float[] Scores(float[] output, ModelDescription model)
    {
        int classes = model.Labels.Count;
        switch (model.Family)
        {
            case ModelFamily.YoloV8:
                return output[(4 * (output.Length / (4 + classes)))..];
            case ModelFamily.YoloV10 or ModelFamily.Detr:
                return [.. output.Where((_, index) => index % 6 == 4)];
            default:
                int length = 5 + classes;
                float[] scores = new float[output.Length / length * classes];
                for (int row = 0; row * length < output.Length; row++)
                {
                    TensorPrimitives.Multiply(output.AsSpan((row * length) + 5, classes), output[(row * length) + 4], scores.AsSpan(row * classes, classes));
                }

                return scores;
        }
    }
}
