using Detection.Heads;
using Detection.Imaging;
using Microsoft.ML.OnnxRuntime;

namespace Detection.Models;

/// <summary>
/// One of the sessions that a model runs in: its inputs and outputs, allocated once and bound, and the working memory of one analysis. For one caller
/// at a time.
/// </summary>
internal sealed unsafe class ModelSession : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly ModelInput _input;
    private readonly ModelOutput _output;
    private readonly OrtValue[] _outputValues;
    private readonly OrtIoBinding _binding;

    /// <summary>Allocates the session.</summary>
    /// <param name="model">The model it runs, which must live longer.</param>
    /// <param name="description">What is known of the model.</param>
    /// <param name="outputShapes">Shapes of the outputs, in the order of <see cref="GraphOutputs.Names"/>.</param>
    /// <exception cref="ModelException">The model has no such outputs, or its input is too large.</exception>
    /// <exception cref="OnnxRuntimeException">There is no memory for it.</exception>
    internal ModelSession(OnnxModel model, ModelDescription description, IReadOnlyList<long[]> outputShapes)
    {
        Model = model;
        Resampler = new LetterboxResampler(description.Normalization);
        string[] outputs = model.Graph.Outputs.Names;
        _outputValues = new OrtValue[outputs.Length];
        try
        {
            _input = new ModelInput(model.Graph, description.InputWidth, description.InputHeight);
            _output = new ModelOutput(model.Graph.Outputs, outputShapes, model.Graph.Batch);
            _binding = model.Session.CreateIoBinding();
            for (int i = 0; i < _input.Names.Length; i++)
            {
                _binding.BindInput(_input.Names[i], _input.Values[i]);
            }

            for (int i = 0; i < outputs.Length; i++)
            {
                _outputValues[i] = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, _output.TypeOf(outputs[i]), outputShapes[i]);
                _binding.BindOutput(outputs[i], _outputValues[i]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model it runs.</summary>
    internal OnnxModel Model { get; }

    /// <summary>Writes pictures into <see cref="Input"/>.</summary>
    internal LetterboxResampler Resampler { get; }

    /// <summary>The candidates of the analysis that runs; kept from one to the next for its memory.</summary>
    internal List<Candidate> Candidates { get; } = [];

    /// <summary>The input as float32: 3 planes of rows. Outside the managed heap; valid until disposal.</summary>
    internal float* Input => _input.Picture;

    /// <summary>Whether a run failed other than by being cancelled: the session is then disposed rather than used again.</summary>
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
        // The constructor calls this too, where it fails: then the later ones are null.
        Resampler.Dispose();
        _binding?.Dispose();
        _input?.Dispose();
        Array.ForEach(_outputValues, static value => value?.Dispose());
        _runOptions.Dispose();
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
            // Disposal waits for a callback that is running, so that none can terminate the next caller's run.
            registration.Dispose();
            if (cancellation.IsCancellationRequested)
            {
                _runOptions.Terminate = false;
            }
        }
    }
}
