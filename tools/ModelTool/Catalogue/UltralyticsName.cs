using System.Text.RegularExpressions;

namespace ModelTool.Catalogue;

/// <summary>The models of Ultralytics: theirs to give, under the AGPL-3.0. Nothing of them is downloaded; what is said is how to export one.</summary>
internal static partial class UltralyticsName
{
    /// <summary>What to say to somebody who asks for such a model, or null where the name is none of theirs.</summary>
    /// <param name="name">A name such as <c>yolov8n</c>, <c>yolo11s</c> or <c>yolo26n.onnx</c>.</param>
    internal static string? Advice(string name)
    {
        Match match = Pattern().Match(name);
        if (!match.Success)
        {
            return null;
        }

        // Ultralytics' package knows the YOLOv5 weights with the newer head under a name with a u.
        string weights = match.Groups["model"].Value.ToLowerInvariant();
        weights = weights.StartsWith("yolov5", StringComparison.Ordinal) && !weights.EndsWith('u') ? $"{weights}u" : weights;
        return $"""
            {weights} is a model of Ultralytics, under AGPL-3.0 (or their commercial licence): it is not downloaded here, and whoever serves it to others over a network takes the licence's duties on. Where that suits you, export it yourself, once, on a machine with Python:

              pip install ultralytics
              yolo export model={weights}.pt format=onnx imgsz=640

            then: inspect {weights}.onnx
            """;
    }

    [GeneratedRegex(@"^(?<model>yolo(v(5[nsmlx]6?u?|8[nsmlx]|9[tsmce]|10[nsmblx])|(11|12|26)[nsmlx]))(\.(pt|onnx))?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
