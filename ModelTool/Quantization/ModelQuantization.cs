using Detection;
using ModelTool.Evaluation;
using ModelTool.Optimization;
using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>A model from float32 to int8: calibrated, searched for what must stay float, and measured against what it was.</summary>
internal static class ModelQuantization
{
    /// <summary>The stages, for progress: each reports the part of it that is done, 0 to 1.</summary>
    /// <param name="Calibrate">Running the calibration pictures.</param>
    /// <param name="Search">Measuring the units one by one.</param>
    /// <param name="Evaluate">Measuring both models.</param>
    internal sealed record Progress(Action<double> Calibrate, Action<double> Search, Action<double> Evaluate);

    /// <summary>Quantizes.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="output">Where the quantized model is written; its sidecar goes beside it.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidDataException">The model cannot be quantized.</exception>
    internal static async Task<QuantizationReport> RunAsync(QuantizationSettings settings, string output, Progress progress, CancellationToken cancellation)
    {
        using WorkFolder work = new();
        string source = settings.Model.FullName, prepared = work["prepared.onnx"], candidate = work["candidate.onnx"];
        ModelProto model = Prepare(source, prepared);
        ModelSidecarCopy.Write(source, prepared);
        ModelSidecarCopy.Write(source, candidate);

        Calibration calibration = await CalibrateAsync(model, prepared, settings.Calibration, progress.Calibrate, cancellation);
        DetectionAgreement agreement = await DetectionAgreement.WithAsync(prepared, settings.Calibration[..Math.Min(settings.JudgedPictures, settings.Calibration.Length)], cancellation);
        SensitivitySearch search = new(model, calibration, settings.Options, agreement, candidate);
        SearchResult found = await search.RunAsync(settings.MaxDifference, settings.MaxFloatShare, progress.Search, cancellation);

        OnnxFile.Save(QuantizedGraph.Write(model, found.Excluded, calibration, settings.Options), output);
        ModelSidecarCopy.Write(source, output);
        double floatAp = await AveragePrecisionAsync(source, settings, cancellation);
        progress.Evaluate(0.4);
        double quantizedAp = await AveragePrecisionAsync(output, settings, cancellation);
        progress.Evaluate(0.7);
        byte[][] timed = PictureFolder.Read(settings.Images, settings.TimedPictures);
        SideBySide times = await RunTimes.MeasureAsync(source, output, timed, rounds: 1, cancellation);
        progress.Evaluate(1);
        return new QuantizationReport(
            units, found, floatAp, quantizedAp, times, settings.Model.Length, new FileInfo(output).Length);
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

        if (QuantizationUnit.Find(graph).Count == 0)
        {
            throw new InvalidDataException("The model has no convolutions with constant float weights: there is nothing to quantize, or it is quantized already.");
        }

        OnnxFile.Save(graph.Model, prepared);
        return graph.Model;
    }

    private static async Task<Calibration> CalibrateAsync(
        ModelProto model, string prepared, byte[][] pictures, Action<double> progress, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = prepared, Sessions = 1, ThreadsPerSession = 1 });
        (IReadOnlyCollection<string> tensors, IReadOnlySet<string> averaged) = QuantizedGraph.TensorsOf(new GraphEditor(model.Clone()));
        using Calibrator calibrator = new(model, tensors, averaged);
        long[] shape = [1, 3, detector.Model.InputHeight, detector.Model.InputWidth];
        for (int i = 0; i < pictures.Length; i++)
        {
            calibrator.Add(await CalibrationInputs.TakeAsync(detector, pictures[i], cancellation), shape);
            progress((i + 1.0) / pictures.Length);
        }

        return calibrator.Result();
    }

    private static async Task<double> AveragePrecisionAsync(string model, QuantizationSettings settings, CancellationToken cancellation)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = model });
        CocoResult result = await ModelAccuracy.MeasureAsync(
            detector, CocoAnnotations.Load(settings.Annotations.FullName), settings.Images.FullName, ModelAccuracy.UsualIou(detector.Model.Family), cancellation);
        return result.Ap;
    }
}
