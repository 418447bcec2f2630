using System.Buffers.Binary;

namespace StressTool.Pictures;

/// <summary>A place in a picture where its format keeps a length, a count, an offset or a size.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Its bytes: 1, 2, 4 or 8.</param>
/// <param name="IsBigEndian">Whether the highest byte comes first.</param>
internal readonly record struct LengthField(int Offset, int Size, bool IsBigEndian)
{
    /// <summary>Writes a value into the field, cut to its size.</summary>
    internal void Write(Span<byte> picture, ulong value)
    {
        Span<byte> field = picture.Slice(Offset, Size);
        switch (Size, IsBigEndian)
        {
            case (8, true):
                BinaryPrimitives.WriteUInt64BigEndian(field, value);
                break;
            case (8, false):
                BinaryPrimitives.WriteUInt64LittleEndian(field, value);
                break;
            case (4, true):
                BinaryPrimitives.WriteUInt32BigEndian(field, (uint)value);
                break;
            case (4, false):
                BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)value);
                break;
            case (2, true):
                BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)value);
                break;
            case (2, false):
                BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)value);
                break;
            default:
                field[0] = (byte)value;
                break;
        }
    }

    /// <summary>The value of the field.</summary>
    internal ulong Read(ReadOnlySpan<byte> picture)
    {
        ReadOnlySpan<byte> field = picture.Slice(Offset, Size);
        return (Size, IsBigEndian) switch
        {
            (8, true) => BinaryPrimitives.ReadUInt64BigEndian(field),
            (8, false) => BinaryPrimitives.ReadUInt64LittleEndian(field),
            (4, true) => BinaryPrimitives.ReadUInt32BigEndian(field),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(field),
            (2, true) => BinaryPrimitives.ReadUInt16BigEndian(field),
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(field),
            _ => field[0],
        };
    }
}
