using Detection;
using ModelTool.Evaluation;
using ModelTool.Optimization;
using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>A model from float32 to int8: calibrated, searched for what must stay float, and measured against what it was.</summary>
internal static class ModelQuantization
{
    /// <summary>Quantizes and measures.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="target">Where the quantized model is written; its sidecar goes beside it.</param>
    /// <param name="progress">Told at each stage what is done next, and of it the part that is done, 0 to 1.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidDataException">The model cannot be quantized.</exception>
    internal static async Task<QuantizationReport> RunAsync(
        QuantizationSettings settings, string target, Action<string, double> progress, CancellationToken cancellation)
    {
        using WorkFolder work = new();
        string source = settings.Model.FullName, prepared = work["prepared.onnx"], candidate = work["candidate.onnx"];
        ModelProto model = Prepare(source, prepared);
        ModelSidecarCopy.Write(source, prepared);
        ModelSidecarCopy.Write(source, candidate);

        Calibration calibration = await CalibrateAsync(model, prepared, settings.Calibration, done => progress("Calibrating", done), cancellation);
        progress("Judging convolutions", 0);
        DetectionAgreement agreement = await DetectionAgreement.WithAsync(prepared, [.. settings.Calibration.Take(settings.JudgedPictures)], cancellation);
        SearchResult found = await new SensitivitySearch(model, calibration, settings.Options, agreement, candidate)
            .RunAsync(settings.MaxDifference, settings.MaxFloatShare, done => progress("Judging convolutions", done), cancellation);

        GraphEditor quantized = new(QuantizedGraph.Write(model, found.Excluded, calibration, settings.Options));
        HalfPrecisionWeights.Apply(quantized);
        OnnxFile.Save(quantized.Model, target);
        ModelSidecarCopy.Write(source, target);

        progress("Measuring both", 0);
        double floatAp = await AveragePrecisionAsync(source, settings, cancellation);
        progress("Measuring both", 1.0 / 3);
        double quantizedAp = await AveragePrecisionAsync(target, settings, cancellation);
        progress("Measuring both", 2.0 / 3);
        byte[][] timed = PictureFolder.Read(settings.Images, settings.TimedPictures);
        return new QuantizationReport(
            source,
            null,
            settings.Options,
            calibration.Pictures,
            QuantizationUnit.Find(new GraphEditor(model)).Count,
            found,
            floatAp,
            quantizedAp,
            await RunTimes.MeasureAsync(source, target, timed, rounds: 1, cancellation),
            settings.Model.Length,
            new FileInfo(target).Length);
    }

    // What is folded now is not quantized one by one, and what runs later is what was calibrated.
    private static ModelProto Prepare(string source, string prepared)
    {
        OfflineOptimization.Write(source, prepared, OptimizationLevel.Basic);
        GraphEditor graph = new(OnnxFile.Load(prepared));
        OpsetUpgrade.Apply(graph);
        graph.Sort();
        if (graph.Input.Type.TensorType.ElemType != ElementType.Float32)
        {
            throw new InvalidDataException("The model's input is not float32: quantize the float32 model it was made from.");
        }

        if (graph.Graph.Node.Any(node => node.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" or "QLinearConv"))
        {
            throw new InvalidDataException("The model is quantized already: quantize the float32 model it was made from.");
        }

        if (QuantizationUnit.Find(graph).Count == 0)
        {
            throw new InvalidDataException("The model has no convolution with constant float32 weights: there is nothing to quantize.");
        }

        OnnxFile.Save(graph.Model, prepared);
        return graph.Model;
    }

    private static async Task<Calibration> CalibrateAsync(
        ModelProto model, string prepared, IReadOnlyList<byte[]> pictures, Action<double> progress, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = prepared, Sessions = 1, ThreadsPerSession = 1 });
        (IReadOnlyCollection<string> tensors, IReadOnlySet<string> averaged) = QuantizedGraph.TensorsOf(new GraphEditor(model.Clone()));
        using Calibrator calibrator = new(model, tensors, averaged);
        long[] shape = [1, 3, detector.Model.InputHeight, detector.Model.InputWidth];
        for (int i = 0; i < pictures.Count; i++)
        {
            calibrator.Add(await CalibrationInputs.TakeAsync(detector, pictures[i], cancellation), shape);
            progress((i + 1.0) / pictures.Count);
        }

        return calibrator.Result();
    }

    private static async Task<double> AveragePrecisionAsync(string model, QuantizationSettings settings, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = model });
        CocoResult result = await ModelAccuracy.MeasureAsync(
            detector, settings.Truth, settings.Images.FullName, ModelAccuracy.UsualIou(detector.Model.Family), cancellation);
        return result.Ap;
    }
}
