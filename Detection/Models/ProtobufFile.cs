using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Detection.Models;

/// <summary>
/// Reads Protocol Buffers messages from a file field by field, through a small window: the values that nobody asks for, such as gigabytes of weights,
/// are skipped without being read. For one caller at a time.
/// </summary>
/// <param name="file">The file, open for reading; it must stay open.</param>
internal sealed class ProtobufFile(SafeFileHandle file)
{
    private const int MaxTextBytes = 64 * 1024;

    private readonly byte[] _window = new byte[16 * 1024];
    private long _windowStart;
    private int _windowLength;

    /// <summary>How a field's value is encoded.</summary>
    internal enum WireType
    {
        /// <summary>A number of 1 to 10 bytes, 7 bits each, the lowest first.</summary>
        VarInt = 0,

        /// <summary>8 bytes.</summary>
        Fixed64 = 1,

        /// <summary>A length, then as many bytes: text, bytes, a message, or packed numbers.</summary>
        Bytes = 2,

        /// <summary>4 bytes.</summary>
        Fixed32 = 5,
    }

    /// <summary>Length of the file in bytes.</summary>
    internal long Length { get; } = RandomAccess.GetLength(file);

    /// <summary>Reads the field at a position, and moves the position behind it.</summary>
    /// <param name="position">Where the field starts, in bytes from the start of the file.</param>
    /// <param name="end">Where the message ends that the field belongs to.</param>
    /// <exception cref="InvalidDataException">No field starts there, or it goes beyond the end of its message.</exception>
    internal Field ReadField(ref long position, long end)
    {
        long start = position;
        ulong tag = ReadVarInt(ref position, end);
        WireType type = (WireType)(tag & 7);
        ulong number = 0;
        long value = position, length;
        switch (type)
        {
            case WireType.VarInt:
                number = ReadVarInt(ref position, end);
                length = position - value;
                break;
            case WireType.Fixed64:
                length = sizeof(ulong);
                break;
            case WireType.Fixed32:
                length = sizeof(uint);
                break;
            case WireType.Bytes:
                ulong count = ReadVarInt(ref position, end);
                value = position;
                length = count <= long.MaxValue ? (long)count : throw TooLong(start);
                break;
            default:
                throw new InvalidDataException($"The field at byte {start} has the unknown wire type {(int)type}.");
        }

        if (length > end - value)
        {
            throw TooLong(start);
        }

        position = value + length;
        return new Field(tag >> 3, type, start, value, position, number);
    }

    /// <summary>Reads a number of 7 bits a byte, and moves the position behind it.</summary>
    /// <param name="position">Where it starts, in bytes from the start of the file.</param>
    /// <param name="end">Where it must have ended.</param>
    /// <exception cref="InvalidDataException">It has not ended there, or has more than 64 bits.</exception>
    internal ulong ReadVarInt(ref long position, long end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (position >= end)
            {
                throw new InvalidDataException($"A message ends in the middle of a number, at byte {position}.");
            }

            byte next = ReadByte(position++);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"The number that ends at byte {position} has more than 64 bits.");
    }

    /// <summary>Reads the value of a field as UTF-8 text.</summary>
    /// <exception cref="InvalidDataException">It is no text, or a longer one than a name or a number.</exception>
    internal string ReadText(Field field)
    {
        if (field.Type != WireType.Bytes || field.End - field.Value > MaxTextBytes)
        {
            throw new InvalidDataException($"The field at byte {field.Start} is no text of at most {MaxTextBytes} bytes.");
        }

        byte[] text = new byte[field.End - field.Value];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = ReadByte(field.Value + i);
        }

        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Adds the numbers of a field that may be there several times, each by itself or all packed into one.</summary>
    /// <exception cref="InvalidDataException">A number has not ended where the field ends.</exception>
    internal void ReadIntegers(Field field, List<ulong> numbers)
    {
        if (field.Type == WireType.VarInt)
        {
            numbers.Add(field.Integer);
            return;
        }

        for (long position = field.Value; position < field.End;)
        {
            numbers.Add(ReadVarInt(ref position, field.End));
        }
    }

    private static InvalidDataException TooLong(long start) => new($"The field at byte {start} is longer than the message it belongs to.");

    private byte ReadByte(long position)
    {
        long index = position - _windowStart;
        if (index < 0 || index >= _windowLength)
        {
            _windowStart = position;
            _windowLength = RandomAccess.Read(file, _window, position);
            index = 0;
            if (_windowLength == 0)
            {
                throw new InvalidDataException($"The file ends at byte {position}, before its last message.");
            }
        }

        return _window[index];
    }

    /// <summary>A field of a message. Positions are in bytes from the start of the file.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Type">How its value is encoded.</param>
    /// <param name="Start">Where its tag starts.</param>
    /// <param name="Value">Where its value starts, behind the tag and the length.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Integer">The value of a <see cref="WireType.VarInt"/>; 0 for other types.</param>
    internal readonly record struct Field(ulong Number, WireType Type, long Start, long Value, long End, ulong Integer);
}
