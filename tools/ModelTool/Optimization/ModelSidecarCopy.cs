using System.Text.Json;
using System.Text.Json.Nodes;
using Detection.Models;

namespace ModelTool.Optimization;

/// <summary>The sidecar of a model goes with it, less what no longer holds.</summary>
internal static class ModelSidecarCopy
{
    /// <summary>Copies.</summary>
    /// <param name="from">The model it belongs to.</param>
    /// <param name="to">The model it is to belong to.</param>
    /// <param name="withoutNormalization">Whether what it says of scale, mean and deviation is left out, because the model does that itself now.</param>
    internal static void Write(string from, string to, bool withoutNormalization = false)
    {
        string source = ModelSidecar.PathFor(from), target = ModelSidecar.PathFor(to);
        if (source == target || !File.Exists(source))
        {
            return;
        }

        if (!withoutNormalization)
        {
            File.Copy(source, target, overwrite: true);
            return;
        }

        JsonDocumentOptions lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        JsonObject sidecar = JsonNode.Parse(File.ReadAllBytes(source), documentOptions: lenient)!.AsObject();
        foreach (string member in (string[])["scale", "mean", "std"])
        {
            sidecar.Remove(member);
        }

        using FileStream file = File.Create(target);
        using Utf8JsonWriter writer = new(file, new JsonWriterOptions { Indented = true });
        sidecar.WriteTo(writer);
    }
}
