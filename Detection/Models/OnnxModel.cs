using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>A model, opened by ONNX Runtime. Several runs may go on at once in it: one is enough where each run has one thread.</summary>
internal sealed class OnnxModel : IDisposable
{
    private OnnxModel(InferenceSession session)
    {
        Session = session;
        Graph = ModelGraph.Read(session);
    }

    /// <summary>ONNX Runtime's session.</summary>
    internal InferenceSession Session { get; }

    /// <summary>What goes in and comes out.</summary>
    internal ModelGraph Graph { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">Intra-op threads of a run, at least 1.</param>
    /// <exception cref="ModelException">ONNX Runtime cannot load it, or it is not a detector of a known kind.</exception>
    /// <exception cref="IOException">A file of it cannot be read.</exception>
    internal static OnnxModel Open(string path, int threads) => Open(path, ExternalData.Embed(path), threads);

    /// <summary>Opens a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="embedded">What <see cref="ExternalData.Embed"/> has read; null for a model without other files.</param>
    /// <param name="threads">Intra-op threads of a run, at least 1.</param>
    /// <exception cref="ModelException">ONNX Runtime cannot load it, or it is not a detector of a known kind.</exception>
    internal static OnnxModel Open(string path, byte[]? embedded, int threads)
    {
        OnnxTelemetry.Disable();
        using SessionOptions options = new()
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // A spinning thread burns a core that another request, or another container, could use.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");

        InferenceSession session;
        try
        {
            // From its path it is read into memory too, in both formats: ONNX Runtime maps only other files with weights.
            session = embedded is null ? new InferenceSession(path, options) : new InferenceSession(embedded, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException($"ONNX Runtime cannot load {Path.GetFileName(path)}: {exception.Message}", exception);
        }

        try
        {
            return new OnnxModel(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model once on a grey picture: this gives the shapes and the values of its outputs, and warms the model up.</summary>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    /// <returns>How outputs are read, and the values of this one.</returns>
    /// <exception cref="ModelException">It does not run, its input is too large, or its outputs have other shapes than those of a detector.</exception>
    internal unsafe (ModelOutput Output, float[] Values) RunOnGrey(int width, int height)
    {
        const float Grey = 114;
        using ModelInput input = new(Graph, width, height);
        new Span<float>(input.Picture, input.Length).Fill(Graph.InputType == TensorElementType.UInt8 ? Grey : Grey / 255f);
        input.Convert();
        try
        {
            using RunOptions runOptions = new();
            using IDisposableReadOnlyCollection<OrtValue> values = Session.Run(runOptions, input.Names, input.Values, Graph.Outputs.Names);
            ModelOutput output = new(Graph.Outputs, [.. values.Select(value => value.GetTensorTypeAndShape().Shape)], Graph.Batch);
            return (output, output.Read([.. values]).ToArray());
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException($"The model does not run on an input of {width}x{height}: {exception.Message}", exception);
        }
    }

    public void Dispose() => Session.Dispose();
}
