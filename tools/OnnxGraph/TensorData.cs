using System.Runtime.InteropServices;
using Google.Protobuf;

namespace OnnxGraph;

/// <summary>The values of constant tensors, in whichever of the format's ways they are stored, and the making of such tensors.</summary>
/// <remarks>Raw data is little-endian by the format; hosts are, too (.NET runs on no other).</remarks>
public static class TensorData
{
    /// <summary>The values of a float32 or float16 tensor as float32, row-major.</summary>
    /// <exception cref="InvalidDataException">It holds something else, or its values lie in another file.</exception>
    public static float[] ToSingles(this TensorProto tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        RequireInline(tensor);
        return tensor.DataType switch
        {
            ElementType.Float32 when tensor.HasRawData => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray(),
            ElementType.Float32 => [.. tensor.FloatData],
            ElementType.Float16 when tensor.HasRawData => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(tensor.RawData.Span).ToArray(), half => (float)half),
            ElementType.Float16 => [.. tensor.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))],
            _ => throw new InvalidDataException($"The constant {tensor.Name} holds elements of type {tensor.DataType}; floating point is needed."),
        };
    }

    /// <summary>The values of an int64 tensor, row-major.</summary>
    /// <exception cref="InvalidDataException">It holds something else, or its values lie in another file.</exception>
    public static long[] ToInt64s(this TensorProto tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        RequireInline(tensor);
        return tensor.DataType != ElementType.Int64
            ? throw new InvalidDataException($"The constant {tensor.Name} holds elements of type {tensor.DataType}; int64 is needed.")
            : tensor.HasRawData ? MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray() : [.. tensor.Int64Data];
    }

    /// <summary>How many elements a tensor has by its shape; 1 for a scalar.</summary>
    public static long ElementCount(this TensorProto tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Dims.Aggregate(1L, (product, size) => product * size);
    }

    /// <summary>A float32 tensor.</summary>
    public static TensorProto Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Raw(name, ElementType.Float32, shape, MemoryMarshal.AsBytes(values));

    /// <summary>A float16 tensor.</summary>
    public static TensorProto Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<Half> values) =>
        Raw(name, ElementType.Float16, shape, MemoryMarshal.AsBytes(values));

    /// <summary>An int8 tensor.</summary>
    public static TensorProto Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<sbyte> values) =>
        Raw(name, ElementType.Int8, shape, MemoryMarshal.AsBytes(values));

    /// <summary>A uint8 tensor.</summary>
    public static TensorProto Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values) => Raw(name, ElementType.UInt8, shape, values);

    /// <summary>An int32 tensor.</summary>
    public static TensorProto Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values) =>
        Raw(name, ElementType.Int32, shape, MemoryMarshal.AsBytes(values));

    /// <summary>An int64 tensor.</summary>
    public static TensorProto Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        Raw(name, ElementType.Int64, shape, MemoryMarshal.AsBytes(values));

    private static TensorProto Raw(string name, int type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> data)
    {
        TensorProto tensor = new() { Name = name, DataType = type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.AddRange(shape.ToArray());
        return tensor;
    }

    private static void RequireInline(TensorProto tensor)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            throw new InvalidDataException($"The values of the constant {tensor.Name} lie in another file.");
        }
    }
}
