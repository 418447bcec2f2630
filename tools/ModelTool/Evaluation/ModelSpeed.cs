using System.Collections.Immutable;
using System.Diagnostics;
using Detection;
using Detection.Tiling;
using ModelTool.Benchmarks;

namespace ModelTool.Evaluation;

/// <summary>What a model takes for a picture on one thread, in medians of milliseconds, with the thresholds it recommends or the service's.</summary>
/// <param name="Pictures">How many pictures were measured.</param>
/// <param name="Decode">Decoding.</param>
/// <param name="Letterbox">Resampling into the input.</param>
/// <param name="Inference">Running the model.</param>
/// <param name="Head">Reading the output, suppression included.</param>
/// <param name="Total">The whole call.</param>
internal sealed record SpeedFigures(int Pictures, double Decode, double Letterbox, double Inference, double Head, double Total);

/// <summary>Models timed side by side: picture by picture in turn, so that what disturbs the machine disturbs all alike.</summary>
internal sealed class ModelSpeed
{
    private readonly Samples[][] _stages;
    private readonly List<double[]> _totals = [];
    private readonly List<double[]> _inferences = [];

    private ModelSpeed(int models) => _stages = [.. Enumerable.Range(0, models).Select(_ => Enumerable.Range(0, 5).Select(_ => new Samples()).ToArray())];

    /// <summary>Each model's figures, in the order given.</summary>
    public ImmutableArray<SpeedFigures> Figures =>
        [.. _stages.Select(stages => new SpeedFigures(_totals.Count, stages[0].Median, stages[1].Median, stages[2].Median, stages[3].Median, stages[4].Median))];

    /// <summary>The median over the pictures of the second model's whole call / the first's.</summary>
    public double TotalRatio => Ratio(_totals);

    /// <summary>The median over the pictures of the second model's inference / the first's.</summary>
    public double InferenceRatio => Ratio(_inferences);

    /// <summary>Measures.</summary>
    /// <param name="detectors">The models. One call runs at a time, so the sessions' threads are all that work.</param>
    /// <param name="pictures">The pictures, read from the disk once.</param>
    /// <param name="tiles">How the pictures are cut into tiles; null for not at all.</param>
    /// <param name="progress">Receives 1 for each finished picture; null for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<ModelSpeed> MeasureAsync(
        IReadOnlyList<Detector> detectors, IReadOnlyList<string> pictures, TileGrid? tiles, IProgress<int>? progress, CancellationToken cancellation)
    {
        ModelSpeed speed = new(detectors.Count);
        DetectionOptions options = new() { Tiles = tiles };
        bool isWarm = false;
        for (int i = 0; i < pictures.Count; i++)
        {
            byte[] picture = await File.ReadAllBytesAsync(pictures[i], cancellation);
            if (!isWarm)
            {
                await speed.CallAllAsync(detectors, picture, options, 0, isCounted: false, cancellation);
                isWarm = true;
            }

            await speed.CallAllAsync(detectors, picture, options, i, isCounted: true, cancellation);
            progress?.Report(1);
        }

        return speed;
    }

    private async Task CallAllAsync(
        IReadOnlyList<Detector> detectors, byte[] picture, DetectionOptions options, int turn, bool isCounted, CancellationToken cancellation)
    {
        double[] totals = new double[detectors.Count];
        double[] inferences = new double[detectors.Count];
        for (int i = 0; i < detectors.Count; i++)
        {
            // Who goes first changes from picture to picture: the second finds the picture in the caches.
            int model = (i + turn) % detectors.Count;
            long start = Stopwatch.GetTimestamp();
            DetectionTimings timings = (await detectors[model].DetectAsync(picture, options, cancellation)).Timings;
            totals[model] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            inferences[model] = timings.Inference.TotalMilliseconds;
            if (isCounted)
            {
                TimeSpan[] stages = [timings.Decode, timings.Letterbox, timings.Inference, timings.Head];
                for (int stage = 0; stage < stages.Length; stage++)
                {
                    _stages[model][stage].Add(stages[stage]);
                }

                _stages[model][^1].Add(totals[model]);
            }
        }

        if (isCounted)
        {
            _totals.Add(totals);
            _inferences.Add(inferences);
        }
    }

    private static double Ratio(List<double[]> values)
    {
        Samples ratios = new();
        values.ForEach(pair => ratios.Add(pair[1] / pair[0]));
        return ratios.Median;
    }
}
