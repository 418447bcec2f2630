using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Detection.Memory;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detection.Models;

/// <summary>
/// The input of a run: the tensor of the picture, and that of its size where the model wants one. Pictures are written as float32; for a model that
/// takes another number format they are converted. Allocated once.
/// </summary>
internal sealed unsafe class ModelInput : IDisposable
{
    private readonly OrtValue _picture;
    private readonly OrtValue? _size;
    private readonly TensorElementType _type;
    private readonly NativeBuffer? _unconverted;

    /// <summary>Allocates it, all zeros.</summary>
    /// <param name="graph">The model's inputs and outputs.</param>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    /// <exception cref="ModelException">It is larger than a tensor can be here.</exception>
    /// <exception cref="OnnxRuntimeException">There is no memory for it.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for it.</exception>
    internal ModelInput(ModelGraph graph, int width, int height)
    {
        _type = graph.InputType;
        RequirePossible(graph, width, height);
        Length = 3 * height * width;
        Names = graph.SizeInputName is null ? [graph.InputName] : [graph.InputName, graph.SizeInputName];
        _picture = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, _type, [graph.Batch, 3, height, width]);
        try
        {
            _picture.GetTensorMutableRawData().Clear();
            _size = graph.SizeInputName is null ? null : AllocateSize(graph.Batch, width, height);
            _unconverted = _type == TensorElementType.Float ? null : NativeBuffer.AllocateScratch((nuint)Length * sizeof(float), isZeroed: true);
            Values = _size is null ? [_picture] : [_picture, _size];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The names of the inputs.</summary>
    internal string[] Names { get; }

    /// <summary>Their tensors, in the same order.</summary>
    internal OrtValue[] Values { get; }

    /// <summary>The picture as float32: 3 planes of rows. Outside the managed heap; valid until disposal.</summary>
    internal float* Picture
    {
        get
        {
            if (_unconverted is not null)
            {
                return (float*)_unconverted.Start;
            }

            fixed (float* input = _picture.GetTensorMutableDataAsSpan<float>())
            {
                return input;
            }
        }
    }

    /// <summary>How many values <see cref="Picture"/> has.</summary>
    internal int Length { get; }

    /// <summary>Brings <see cref="Picture"/> into the model's number format, where that is another.</summary>
    internal void Convert()
    {
        if (_unconverted is null)
        {
            return;
        }

        ReadOnlySpan<float> source = new(_unconverted.Start, Length);
        if (_type == TensorElementType.Float16)
        {
            TensorPrimitives.ConvertToHalf(source, MemoryMarshal.Cast<Float16, Half>(_picture.GetTensorMutableDataAsSpan<Float16>())[..Length]);
        }
        else
        {
            RoundToBytes(source, _picture.GetTensorMutableDataAsSpan<byte>()[..Length]);
        }
    }

    public void Dispose()
    {
        _picture.Dispose();
        _size?.Dispose();
        _unconverted?.Dispose();
    }

    // The size of the input rather than of the picture: boxes then come in input pixels, as from all other models.
    private static OrtValue AllocateSize(int batch, int width, int height)
    {
        OrtValue size = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int64, [batch, 2]);
        Span<long> sizes = size.GetTensorMutableDataAsSpan<long>();
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = i % 2 == 0 ? width : height;
        }

        return size;
    }

    // A span has at most 2^31 - 1 bytes, and memory that the process can never have must not be asked for: the kernel hands it out all the same, and ends
    // the process once it is written to.
    private static void RequirePossible(ModelGraph graph, int width, int height)
    {
        long most = Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        Int128 picture = (Int128)3 * height * width;
        Int128 bytes = Int128.Max(picture * graph.Batch * graph.BytesPerValue, picture * sizeof(float));
        if (bytes > most)
        {
            throw new ModelException(
                $"The model takes {graph.Batch} pictures of {width}x{height} in one run, which are {bytes} bytes; at most {most} are possible here. "
                + "Export it with batch size 1.");
        }
    }

    // The values are weighted means of bytes: within 0..255 but for rounding errors far smaller than the half that is added.
    private static void RoundToBytes(ReadOnlySpan<float> source, Span<byte> target)
    {
        Vector128<float> half = Vector128.Create(0.5f);
        int i = 0;
        for (; i + 16 <= source.Length; i += 16)
        {
            Vector128<ushort> lower = Vector128.Narrow(Rounded(source[i..]), Rounded(source[(i + 4)..]));
            Vector128<ushort> upper = Vector128.Narrow(Rounded(source[(i + 8)..]), Rounded(source[(i + 12)..]));
            Vector128.Narrow(lower, upper).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
        {
            target[i] = (byte)(source[i] + 0.5f);
        }

        Vector128<uint> Rounded(ReadOnlySpan<float> values) => Vector128.ConvertToInt32(Vector128.Create(values) + half).AsUInt32();
    }
}
