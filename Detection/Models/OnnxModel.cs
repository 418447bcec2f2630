using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>A model's file, opened by ONNX Runtime. Runs may go side by side on it: one is enough where each run has one thread.</summary>
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

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Intra-op threads of a run, at least 1.</param>
    /// <exception cref="ModelException">ONNX Runtime cannot load it, or it is no detector of a known kind.</exception>
    internal static OnnxModel Open(string path, int threads)
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
            session = new InferenceSession(path, options);
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

    /// <summary>Runs the model once on a grey picture: shows the shapes and the values of its outputs, and warms it up.</summary>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    /// <returns>How outputs are read, and the values of this one.</returns>
    /// <exception cref="ModelException">It does not run, or gives other shapes than a detector.</exception>
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
