using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>What one unit, quantized alone, does to the detections.</summary>
/// <param name="Unit">Its name.</param>
/// <param name="Difference">How far the detections differ, 0 to 1.</param>
/// <param name="Share">Its part of all multiplications, 0 to 1.</param>
internal sealed record UnitSensitivity(string Unit, double Difference, double Share);

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
    /// <summary>Measures each unit alone.</summary>
    /// <param name="progress">Told the part that is done, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The units, most harmful for their work first.</returns>
    internal async Task<List<UnitSensitivity>> MeasureAsync(Action<double> progress, CancellationToken cancellation)
    {
        GraphEditor graph = new(model.Clone());
        List<QuantizationUnit> units = QuantizationUnit.Find(graph);
        Dictionary<string, long> work = units.ToDictionary(unit => unit.Name, unit => Multiplications(graph, unit));
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

    // Below it leaving a unit out costs nothing to speak of, so that its harm alone decides.
    private const double SmallShare = 0.005;

    /// <summary>Leaves out units until the detections agree.</summary>
    /// <param name="sensitivities">The units in the order in which they are left out.</param>
    /// <param name="mostDifferent">How far detections may differ, 0 to 1.</param>
    /// <param name="mostExcluded">How much of all multiplications may stay in float, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The names of the units that stay in float, and how far the detections then differ.</returns>
    internal async Task<(HashSet<string> Excluded, double Difference)> ChooseAsync(
        IReadOnlyList<UnitSensitivity> sensitivities, double mostDifferent, double mostExcluded, CancellationToken cancellation)
    {
        HashSet<string> excluded = [];
        double share = 0, difference = await DifferenceAsync(excluded, cancellation);
        foreach (UnitSensitivity next in sensitivities)
        {
            if (difference <= mostDifferent)
            {
                break;
            }

            if (share + next.Share > mostExcluded)
            {
                continue;
            }

            excluded.Add(next.Unit);
            double without = await DifferenceAsync(excluded, cancellation);
            if (without < difference)
            {
                (difference, share) = (without, share + next.Share);
            }
            else
            {
                excluded.Remove(next.Unit);
            }
        }

        return (excluded, difference);
    }

    private Task<double> DifferenceAsync(HashSet<string> excluded, CancellationToken cancellation)
    {
        OnnxFile.Save(QuantizedGraph.Write(model, excluded, calibration, options), workFile);
        return agreement.DifferenceAsync(workFile, cancellation);
    }

    private long Multiplications(GraphEditor graph, QuantizationUnit unit)
    {
        TensorProto weights = graph.Constant(unit.Convolution.Input[1])!;
        return weights.ElementCount() / weights.Dims[0] * calibration.Elements[unit.Convolution.Output[0]];
    }
}
