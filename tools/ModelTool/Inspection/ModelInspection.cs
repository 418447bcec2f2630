using System.Collections.Immutable;
using System.Security.Cryptography;
using Detection.Models;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxGraph;

namespace ModelTool.Inspection;

/// <summary>Says what a model's file is, also of one that the service would refuse.</summary>
internal static class ModelInspection
{
    private const int UnknownSide = 640;

    /// <summary>Inspects.</summary>
    /// <param name="path">The file.</param>
    /// <param name="named">What the user states about the model; it overrides the sidecar, except for null members.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static async Task<InspectionReport> RunAsync(string path, ModelSidecar named, CancellationToken cancellation)
    {
        InspectionReport report = await ReadFileAsync(path, cancellation);
        ModelProto? model = Parse(path);
        report = report with
        {
            Task = model?.MetadataProps.FirstOrDefault(entry => entry.Key == "task")?.Value,
            Graph = model is null ? null : GraphFacts.Read(model),
            Inputs = model is null ? [] : [.. model.Graph.Input.Where(input => model.Graph.Initializer.All(tensor => tensor.Name != input.Name)).Select(Facts)],
            Outputs = model is null ? [] : [.. model.Graph.Output.Select(Facts)],
        };
        report = Understand(report, path, named);
        if (model is not null)
        {
            report = report with
            {
                Macs = MacCount.Of(model, report.InputWidth ?? UnknownSide, report.InputHeight ?? UnknownSide),
                SlowOperators = SlowOperators.Find(model, path),
            };
        }

        // What the user names is not in the sidecar yet, without which the model cannot be run as the service runs it.
        return report.IsUsable && !IsNamed(named) && await ScoreProbe.FaultAsync(path, cancellation) is { } fault ? report with { Faults = [fault] } : report;
    }

    private static async Task<InspectionReport> ReadFileAsync(string path, CancellationToken cancellation)
    {
        await using FileStream file = File.OpenRead(path);
        return new InspectionReport
        {
            File = Path.GetFileName(path),
            Bytes = file.Length,
            Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)),
            Lambda = LambdaFit.Of(file.Length),
            Warnings = LambdaFit.Warning(file.Length) is { } warning ? [warning] : [],
        };
    }

    /// <summary>The file's graph, or null where it has none that can be read: then ONNX Runtime describes it.</summary>
    private static ModelProto? Parse(string path)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)) is { Graph.Node.Count: > 0 } model ? model : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static InspectionReport Understand(InspectionReport report, string path, ModelSidecar named)
    {
        try
        {
            ModelSidecar sidecar = ModelSidecar.ReadFor(path);
            sidecar = sidecar with { Family = named.Family ?? sidecar.Family, Labels = named.Labels ?? sidecar.Labels };
            using OnnxModel model = OnnxModel.Open(path, threads: 1);
            (int width, int height) = ModelInterpreter.InputSize(model.Graph, sidecar, configured: null);
            report = report with
            {
                InputWidth = width,
                InputHeight = height,
                Inputs = report.Inputs.IsEmpty ? Facts(model.Session.InputMetadata) : report.Inputs,
                Outputs = report.Outputs.IsEmpty ? Facts(model.Session.OutputMetadata) : report.Outputs,
            };
            (ModelOutput output, float[] values) = model.RunOnGrey(width, height);
            try
            {
                (ModelFamily family, IReadOnlyList<string> labels) = ModelInterpreter.Identify(model.Graph, sidecar, width, height, output.Shape, values);
                ModelInterpreter.Normalization(family, model.Graph, sidecar);
                return report with { IsUsable = true, Family = family, Classes = [.. labels], Sidecars = IsNamed(named) ? [sidecar] : [] };
            }
            catch (ModelException exception)
            {
                return report with { Refusal = exception.Message, Sidecars = SidecarAdvice.For(model.Graph, sidecar, width, height, output.Shape, values) };
            }
        }
        catch (ModelException exception)
        {
            return report with { Refusal = exception.Message };
        }
    }

    private static bool IsNamed(ModelSidecar named) => named.Family is not null || named.Labels is not null;

    private static TensorFacts Facts(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        string type = tensor is null ? "no tensor" : ((TensorElementType)tensor.ElemType).ToString();
        string shape = tensor?.Shape is null
            ? "?"
            : string.Join('x', tensor.Shape.Dim.Select(size => size.HasDimValue && size.DimValue > 0 ? FormattableString.Invariant($"{size.DimValue}") : size.HasDimParam && size.DimParam.Length > 0 ? size.DimParam : "?"));
        return new TensorFacts(value.Name, type, shape);
    }

    private static ImmutableArray<TensorFacts> Facts(IReadOnlyDictionary<string, NodeMetadata> tensors) =>
        [.. tensors.Select(tensor => new TensorFacts(tensor.Key, tensor.Value.IsTensor ? tensor.Value.ElementDataType.ToString() : "no tensor", ModelGraph.Shape(tensor.Value)))];
}
