using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>A tensor that goes into a model or comes out of it, as the file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Type of its elements: <c>float32</c>, <c>float16</c>, <c>bfloat16</c>, <c>float64</c>, <c>int8</c> to <c>int64</c>, <c>uint8</c> to <c>uint64</c>, <c>bool</c> or <c>string</c>.</param>
/// <param name="Shape">Its dimensions; -1 for one that the file leaves open.</param>
public sealed record ModelTensor(string Name, string ElementType, IReadOnlyList<long> Shape)
{
    /// <summary>The tensors among a session's inputs or outputs, in the file's order.</summary>
    internal static ModelTensor[] AllOf(IReadOnlyDictionary<string, NodeMetadata> metadata) =>
    [
        .. metadata.Where(static pair => pair.Value.IsTensor).Select(static pair => new ModelTensor(
            pair.Key, NameOf(pair.Value.ElementDataType), [.. pair.Value.Dimensions.Select(static size => (long)Math.Max(-1, size))])),
    ];

    private static string NameOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => type.ToString().ToLowerInvariant(),
    };
}
