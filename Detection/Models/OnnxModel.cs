using System.Runtime.InteropServices;
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

    /// <summary>Runs the model once on a grey picture: shows the shape and the values of its output, and warms it up.</summary>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    /// <exception cref="ModelException">It does not run.</exception>
    internal (long[] Shape, float[] Values) RunOnGrey(int width, int height)
    {
        const float Grey = 114f / 255f;
        using OrtValue input = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Graph.InputType, [1, 3, height, width]);
        if (Graph.InputType == TensorElementType.Float16)
        {
            input.GetTensorMutableDataAsSpan<Float16>().Fill((Float16)Grey);
        }
        else
        {
            input.GetTensorMutableDataAsSpan<float>().Fill(Grey);
        }

        try
        {
            using RunOptions runOptions = new();
            using IDisposableReadOnlyCollection<OrtValue> outputs = Session.Run(runOptions, [Graph.InputName], [input], [Graph.OutputName]);
            float[] values = Graph.OutputType == TensorElementType.Float16
                ? Array.ConvertAll(MemoryMarshal.Cast<Float16, Half>(outputs[0].GetTensorDataAsSpan<Float16>()).ToArray(), static half => (float)half)
                : outputs[0].GetTensorDataAsSpan<float>().ToArray();
            return (outputs[0].GetTensorTypeAndShape().Shape, values);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException($"The model does not run on an input of {width}x{height}: {exception.Message}", exception);
        }
    }

    public void Dispose() => Session.Dispose();
}
