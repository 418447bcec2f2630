using System.Collections.Immutable;
using Detection.Models;

namespace ModelTool.Inspection;

/// <summary>Which sidecars would settle what a model's file leaves open.</summary>
internal static class SidecarAdvice
{
    /// <summary>One sidecar a possible family, each of which makes the model usable; empty where none would.</summary>
    /// <param name="graph">What the file says.</param>
    /// <param name="sidecar">What the sidecar says now, with what the user has named.</param>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    /// <param name="shape">Shape of the output of a run on a grey picture.</param>
    /// <param name="output">Its values.</param>
    internal static ImmutableArray<ModelSidecar> For(ModelGraph graph, ModelSidecar sidecar, int width, int height, long[] shape, float[] output)
    {
        IReadOnlyList<ModelFamily> possible = ModelInterpreter.PossibleFamilies(graph, sidecar, width, height, shape, output);
        IEnumerable<ModelFamily> families = sidecar.Family is { } named ? [named] : possible.Count > 0 ? possible : Enum.GetValues<ModelFamily>();

        // A family that the file tells by itself need not stand in the sidecar.
        return [.. families.Select(family => Complete(family, possible.Count == 1 ? sidecar : sidecar with { Family = family })).OfType<ModelSidecar>()];

        ModelSidecar? Complete(ModelFamily family, ModelSidecar candidate)
        {
            if (Suits(candidate))
            {
                return candidate;
            }

            // Names are only names: numbers stand for them until somebody knows better. Their count must be in the file, though.
            return ModelInterpreter.ClassCount(family, (int)shape[1], (int)shape[2]) is { } count and > 0 and <= 10_000
                && candidate with { Labels = [.. Enumerable.Range(0, count).Select(id => $"class {id}")] } is var labelled && Suits(labelled)
                ? labelled
                : null;
        }

        bool Suits(ModelSidecar candidate)
        {
            try
            {
                (ModelFamily family, _) = ModelInterpreter.Identify(graph, candidate, width, height, shape, output);
                ModelInterpreter.Normalization(family, graph, candidate);
                return true;
            }
            catch (ModelException)
            {
                return false;
            }
        }
    }
}
