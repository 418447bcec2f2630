using Detection.Models;

namespace Api.OpenInference;

/// <summary>Whether the server answers.</summary>
/// <param name="Live">True.</param>
internal sealed record ServerLiveness(bool Live);

/// <summary>Whether the server can be used. The protocol's text calls the member live, the servers that speak it ready.</summary>
/// <param name="Ready">Whether it can.</param>
/// <param name="Live">The same.</param>
internal sealed record ServerReadiness(bool Ready, bool Live);

/// <summary>What the server is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">What it can beyond the protocol; empty.</param>
internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Whether a model can be used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">True.</param>
internal sealed record ModelReadiness(string Name, bool Ready);

/// <summary>What a model is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Its version, where it says one.</param>
/// <param name="Platform">What runs it.</param>
/// <param name="Inputs">The tensors that go in.</param>
/// <param name="Outputs">The tensors that come out.</param>
internal sealed record ModelMetadata(
    string Name, IReadOnlyList<string>? Versions, string Platform, IReadOnlyList<TensorMetadata> Inputs, IReadOnlyList<TensorMetadata> Outputs);

/// <summary>A tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">What it holds, by the protocol's names, such as FP32.</param>
/// <param name="Shape">Its dimensions; -1 for one that is left open.</param>
internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape)
{
    internal static TensorMetadata From(ModelTensor tensor) => new(tensor.Name, NameOf(tensor.ElementType), tensor.Shape);

    private static string NameOf(string elementType) => elementType switch
    {
        "float16" => "FP16",
        "float32" => "FP32",
        "float64" => "FP64",
        "bfloat16" => "BF16",
        "string" => "BYTES",
        _ => elementType.ToUpperInvariant(),
    };
}
