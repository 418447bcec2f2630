using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Detection.Heads;
using Detection.Imaging;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>
/// A place to run a model: its input and output tensors, allocated once and bound, and the working memory of one analysis. For one caller at a time.
/// </summary>
internal sealed unsafe class ModelSession : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly int _inputLength;
    private readonly float[]? _convertedOutput;
    private float* _unconvertedInput;

    /// <summary>Makes the place.</summary>
    /// <param name="model">The model it runs, which must live longer.</param>
    /// <param name="description">What is known of the model.</param>
    /// <param name="outputShape">Shape of the output.</param>
    internal ModelSession(OnnxModel model, ModelDescription description, ReadOnlySpan<long> outputShape)
    {
        Model = model;
        ModelGraph graph = model.Graph;
        long[] inputShape = [1, 3, description.InputHeight, description.InputWidth];
        _input = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, graph.InputType, inputShape);
        _output = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, graph.OutputType, outputShape.ToArray());
        _binding = model.Session.CreateIoBinding();
        _binding.BindInput(graph.InputName, _input);
        _binding.BindOutput(graph.OutputName, _output);

        _inputLength = (int)TensorPrimitives.Product<long>(inputShape);
        if (graph.InputType == TensorElementType.Float16)
        {
            _unconvertedInput = (float*)NativeMemory.Alloc((nuint)_inputLength, sizeof(float));
        }

        _convertedOutput = graph.OutputType == TensorElementType.Float16 ? new float[TensorPrimitives.Product(outputShape)] : null;
        Resampler = new LetterboxResampler(description.Normalization);
    }

    /// <summary>The model it runs.</summary>
    internal OnnxModel Model { get; }

    /// <summary>Writes pictures into <see cref="Input"/>.</summary>
    internal LetterboxResampler Resampler { get; }

    /// <summary>The candidates of the analysis that runs; kept from one to the next for its memory.</summary>
    internal List<Candidate> Candidates { get; } = [];

    /// <summary>The input as float32: 3 planes of rows. Outside the managed heap; valid until disposal.</summary>
    internal float* Input
    {
        get
        {
            if (_unconvertedInput is not null)
            {
                return _unconvertedInput;
            }

            fixed (float* input = _input.GetTensorMutableDataAsSpan<float>())
            {
                return input;
            }
        }
    }

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
        if (_unconvertedInput is not null)
        {
            TensorPrimitives.ConvertToHalf(
                new ReadOnlySpan<float>(_unconvertedInput, _inputLength),
                MemoryMarshal.Cast<Float16, Half>(_input.GetTensorMutableDataAsSpan<Float16>()));
        }

        RunBound(cancellation);
        if (_convertedOutput is null)
        {
            return _output.GetTensorDataAsSpan<float>();
        }

        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(_output.GetTensorDataAsSpan<Float16>()), _convertedOutput);
        return _convertedOutput;
    }

    public void Dispose()
    {
        Resampler.Dispose();
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _runOptions.Dispose();
        NativeMemory.Free(_unconvertedInput);
        _unconvertedInput = null;
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
