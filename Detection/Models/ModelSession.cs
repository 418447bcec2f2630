using Detection.Heads;
using Detection.Imaging;
using Microsoft.ML.OnnxRuntime;

namespace Detection.Models;

/// <summary>
/// A place to run a model: its inputs and outputs, allocated once and bound, and the working memory of one analysis. For one caller at a time.
/// </summary>
internal sealed unsafe class ModelSession : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding _binding;
    private readonly ModelInput _input;
    private readonly ModelOutput _output;
    private readonly OrtValue[] _outputValues;

    /// <summary>Makes the place.</summary>
    /// <param name="model">The model it runs, which must live longer.</param>
    /// <param name="description">What is known of the model.</param>
    /// <param name="outputShapes">Shapes of the outputs, in the order of <see cref="GraphOutputs.Names"/>.</param>
    internal ModelSession(OnnxModel model, ModelDescription description, IReadOnlyList<long[]> outputShapes)
    {
        Model = model;
        ModelGraph graph = model.Graph;
        _input = new ModelInput(graph, description.InputWidth, description.InputHeight);
        _output = new ModelOutput(graph.Outputs, outputShapes, graph.Batch);
        _outputValues = [.. graph.Outputs.Names.Select((name, i) =>
            OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, _output.TypeOf(name), outputShapes[i]))];
        _binding = model.Session.CreateIoBinding();
        Bind(_input.Names, _input.Values, _binding.BindInput);
        Bind(graph.Outputs.Names, _outputValues, _binding.BindOutput);
        Resampler = new LetterboxResampler(description.Normalization);
    }

    /// <summary>The model it runs.</summary>
    internal OnnxModel Model { get; }

    /// <summary>Writes pictures into <see cref="Input"/>.</summary>
    internal LetterboxResampler Resampler { get; }

    /// <summary>The candidates of the analysis that runs; kept from one to the next for its memory.</summary>
    internal List<Candidate> Candidates { get; } = [];

    /// <summary>The input as float32: 3 planes of rows. Outside the managed heap; valid until disposal.</summary>
    internal float* Input => _input.Picture;

    /// <summary>Set when a run failed for a reason of its own: the place is then thrown away rather than used again.</summary>
    internal bool IsFaulted { get; private set; }

    /// <summary>Runs the model on <see cref="Input"/>.</summary>
    /// <param name="cancellation">Stops the run where it is.</param>
    /// <returns>The output as float32, row-major; valid until the next run.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before or during the run.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    internal ReadOnlySpan<float> Run(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _input.Convert();
        RunBound(cancellation);
        return _output.Read(_outputValues);
    }

    public void Dispose()
    {
        Resampler.Dispose();
        _binding.Dispose();
        _input.Dispose();
        Array.ForEach(_outputValues, static value => value.Dispose());
        _runOptions.Dispose();
    }

    private static void Bind(string[] names, OrtValue[] values, Action<string, OrtValue> bind)
    {
        for (int i = 0; i < names.Length; i++)
        {
            bind(names[i], values[i]);
        }
    }

    private void RunBound(CancellationToken cancellation)
    {
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, _runOptions);
        try
        {
            Model.Session.RunWithBinding(_runOptions, _binding);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch
        {
            IsFaulted = true;
            throw;
        }
        finally
        {
            // Disposing waits for a callback that runs, so none can terminate the next caller's run.
            registration.Dispose();
            if (cancellation.IsCancellationRequested)
            {
                _runOptions.Terminate = false;
            }
        }
    }
}
