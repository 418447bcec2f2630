using Detection.Analysis;
using Detection.Models;

namespace Detection.Heads;

/// <summary>Reads one layout of raw output: tensor in, candidates above the threshold out. Stateless: one instance serves all sessions.</summary>
internal abstract class Head
{
    /// <summary>Whether the candidates need non-maximum suppression.</summary>
    internal virtual bool NeedsSuppression => true;

    /// <summary>Appends the candidates of an output.</summary>
    /// <param name="output">The output tensor of one picture, row-major.</param>
    /// <param name="options">Which candidates are wanted.</param>
    /// <param name="candidates">Gets the candidates.</param>
    internal abstract void Read(ReadOnlySpan<float> output, in ResolvedOptions options, List<Candidate> candidates);

    /// <summary>The head of a family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="inputWidth">Width of the model's input in pixels.</param>
    /// <param name="inputHeight">Height of the model's input in pixels.</param>
    /// <param name="rows">Number of rows (boxes) in the output.</param>
    internal static Head Create(ModelFamily family, int classCount, int inputWidth, int inputHeight, int rows) => family switch
    {
        ModelFamily.YoloV5 or ModelFamily.YoloV6 or ModelFamily.YoloXDecoded => new ObjectnessHead(classCount),
        ModelFamily.YoloV8 => new AnchorFreeHead(classCount),
        ModelFamily.YoloV10 or ModelFamily.Detr => new EndToEndHead(classCount),
        ModelFamily.YoloX => new ObjectnessHead(classCount, AnchorGrid.For(inputWidth, inputHeight, rows)),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, null),
    };
}
