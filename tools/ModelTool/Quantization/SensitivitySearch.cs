using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>What one unit, quantized alone, does to the detections.</summary>
/// <param name="Unit">Its name.</param>
/// <param name="Difference">How far the detections differ, 0 to 1.</param>
/// <param name="Share">Its part of what all cost in float, 0 to 1.</param>
internal sealed record UnitSensitivity(string Unit, double Difference, double Share);

/// <summary>What the search found.</summary>
/// <param name="Sensitivities">The units, most harmful for their cost first; none where nothing had to be searched.</param>
/// <param name="Excluded">Those that stay in float.</param>
/// <param name="DifferenceOfAll">How far detections differ with everything quantized, 0 to 1.</param>
/// <param name="Difference">How far they differ with these in float.</param>
internal sealed record SearchResult(
    IReadOnlyList<UnitSensitivity> Sensitivities, IReadOnlySet<string> Excluded, double DifferenceOfAll, double Difference);

/// <summary>
/// Finds which units stay in float: measures what each does when it alone is quantized, then leaves out those that cost most for the work they are,
/// one more at a time, until the detections of the rest agree with the float model's.
/// </summary>
/// <param name="model">The float model.</param>
/// <param name="calibration">The values of its tensors.</param>
/// <param name="options">How it is quantized.</param>
/// <param name="agreement">The pictures and what the float model finds in them.</param>
/// <param name="workFile">Where models are written to be measured; a sidecar lies beside it already.</param>
internal sealed class SensitivitySearch(
    ModelProto model, Calibration calibration, QuantizationOptions options, DetectionAgreement agreement, string workFile)
{
    // Below it leaving a unit out costs nothing to speak of, so that its harm alone decides.
    private const double SmallShare = 0.005;

    /// <summary>Measures each unit alone.</summary>
    /// <param name="progress">Told the part that is done, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The units, most harmful for their work first.</returns>
    private async Task<List<UnitSensitivity>> MeasureAsync(Action<double> progress, CancellationToken cancellation)
    {
        GraphEditor graph = new(model.Clone());
        List<QuantizationUnit> units = QuantizationUnit.Find(graph);
        Dictionary<string, long> work = units.ToDictionary(unit => unit.Name, unit => Work(graph, unit));
        double all = work.Values.Sum();
        List<UnitSensitivity> sensitivities = [];
        foreach (QuantizationUnit unit in units)
        {
            HashSet<string> others = [.. units.Select(other => other.Name).Where(name => name != unit.Name)];
            sensitivities.Add(new UnitSensitivity(unit.Name, await DifferenceAsync(others, cancellation), work[unit.Name] / all));
            progress((double)sensitivities.Count / units.Count);
        }

        return [.. sensitivities.OrderByDescending(sensitivity => sensitivity.Difference / (sensitivity.Share + SmallShare))];
    }

    /// <summary>Leaves out units until the detections agree; none where they agree from the start.</summary>
    /// <param name="mostDifferent">How far detections may differ, 0 to 1.</param>
    /// <param name="mostExcluded">How much of the whole cost may stay in float, 0 to 1.</param>
    /// <param name="progress">Told the part of the measuring that is done, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal async Task<SearchResult> RunAsync(double mostDifferent, double mostExcluded, Action<double> progress, CancellationToken cancellation)
    {
        HashSet<string> excluded = [];
        double share = 0, whole = await DifferenceAsync(excluded, cancellation), difference = whole;
        List<UnitSensitivity> sensitivities = whole <= mostDifferent ? [] : await MeasureAsync(progress, cancellation);
        GraphEditor graph = new(model.Clone());
        ILookup<string, string> behindPools = QuantizationUnit.BehindPools(graph, QuantizationUnit.Find(graph));
        Dictionary<string, double> shares = sensitivities.ToDictionary(sensitivity => sensitivity.Unit, sensitivity => sensitivity.Share);
        foreach (UnitSensitivity next in sensitivities.Where(next => !excluded.Contains(next.Unit)))
        {
            if (difference <= mostDifferent)
            {
                break;
            }

            string[] together = [next.Unit, .. behindPools[next.Unit].Where(unit => !excluded.Contains(unit))];
            double more = together.Sum(unit => shares[unit]);
            if (share + more > mostExcluded)
            {
                continue;
            }

            excluded.UnionWith(together);
            double without = await DifferenceAsync(excluded, cancellation);
            if (without < difference)
            {
                (difference, share) = (without, share + more);
            }
            else
            {
                excluded.ExceptWith(together);
            }
        }

        return new SearchResult(sensitivities, excluded, whole, difference);
    }

    private Task<double> DifferenceAsync(HashSet<string> excluded, CancellationToken cancellation)
    {
        OnnxFile.Save(QuantizedGraph.Write(model, excluded, calibration, options), workFile);
        return agreement.DifferenceAsync(workFile, cancellation);
    }

    /// <summary>
    /// What a unit in float costs, in multiplications: its own, and the way out of int8 and back, which was measured to take as long as about a
    /// hundred multiplications for each element that goes in or comes out.
    /// </summary>
    private long Work(GraphEditor graph, QuantizationUnit unit)
    {
        const long PerElement = 100;
        TensorProto weights = graph.Constant(unit.Convolution.Input[1])!;
        long input = Elements(unit.Convolution.Input[0]), output = Elements(unit.Convolution.Output[0]);
        return (weights.ElementCount() / weights.Dims[0] * output) + (PerElement * (input + output));
    }

    private long Elements(string tensor) => calibration.Shapes[tensor].Aggregate(1L, (product, size) => product * size);
}
