using System.Text;
using System.Text.Json;
using TestSupport;

namespace StressTool.Swapping;

/// <summary>A model that answers in a way of its own.</summary>
/// <param name="Name">Name that GET /model shows.</param>
/// <param name="LabelPrefix">What all its labels begin with.</param>
/// <param name="Onnx">The model's file.</param>
/// <param name="Sidecar">The file beside it.</param>
internal sealed record SwapModel(string Name, string LabelPrefix, byte[] Onnx, byte[] Sidecar)
{
    private const int Classes = 80;

    // A protocol buffer may be continued: an entry of the metadata, field 14 of the model, with a key and a value.
    private static readonly byte[] MetadataEntry = [0x72, 12, 0x0A, 7, .. "variant"u8, 0x12, 1, (byte)'b'];

    /// <summary>The embedded model with labels of its own.</summary>
    internal static SwapModel A { get; } = new("model-a", "a-", File.ReadAllBytes(RepositoryFiles.EmbeddedModel), SidecarOf("model-a", "a-"));

    /// <summary>The same weights in another file, with other labels: its answers are those of A but for the prefix of the labels.</summary>
    internal static SwapModel B { get; } = new("model-b", "b-", [.. A.Onnx, .. MetadataEntry], SidecarOf("model-b", "b-"));

    /// <summary>The answer of this model to what another answered so.</summary>
    internal byte[] AnswerLike(SwapModel other, ReadOnlySpan<byte> answer) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(answer).Replace($"\"{other.LabelPrefix}", $"\"{LabelPrefix}", StringComparison.Ordinal));

    private static byte[] SidecarOf(string name, string prefix)
    {
        string labels = string.Join(',', Enumerable.Range(0, Classes).Select(id => JsonSerializer.Serialize($"{prefix}{id}")));
        return Encoding.UTF8.GetBytes($$"""{"name":"{{name}}","labels":[{{labels}}],"confidence":0.35,"iou":0.5}""");
    }
}
