using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Detection.Models;

/// <summary>
/// The weights that an .onnx file keeps in other files beside it, as PyTorch's exporter writes them by default. ONNX Runtime would map these files into
/// memory for as long as it has the model: whoever truncates one then ends the process, and whoever writes to one changes the answers. So they are read
/// into memory here, put where the tensors are that name them, and ONNX Runtime gets one model without any other file.
/// </summary>
internal sealed class ExternalData
{
    // The format has graphs within nodes of graphs; so many levels are enough for any model, and stop a file that was made to exhaust the stack.
    private const int MaxDepth = 64;

    private readonly List<Piece> _pieces = [];

    private ExternalData()
    {
    }

    /// <summary>A message of the format (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that is a tensor or may hold one.</summary>
    private enum Message
    {
        None,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
    }

    private IReadOnlyList<string> Locations => [.. _pieces.Select(static piece => piece.Location).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The names of the files, as the model gives them, in their order; none where it keeps its weights itself, where its file is in ONNX Runtime's own
    /// format, or where it is not valid: then it is refused when it is loaded.
    /// </summary>
    /// <param name="path">Path of the model.</param>
    /// <param name="file">The model, open for reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static IReadOnlyList<string> LocationsOf(string path, SafeFileHandle file)
    {
        try
        {
            return Read(path, file)?.Locations ?? [];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>Reads a model with its weights from all its files into one.</summary>
    /// <param name="path">Path of the model.</param>
    /// <returns>The model as one file of format ONNX; null where it is one on the disk, too.</returns>
    /// <exception cref="ModelException">It is not valid, or one of the other files is missing, too short or not where one may be.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static byte[]? Embed(string path)
    {
        string name = Path.GetFileName(path);
        using SafeFileHandle file = ModelFiles.Open(path);
        try
        {
            return Read(path, file)?.Join(path, file);
        }
        catch (InvalidDataException exception)
        {
            throw new ModelException($"The detector cannot load {name}: it is not a valid ONNX file. {exception.Message}", exception);
        }
    }

    /// <summary>The full path of a file that a model names.</summary>
    /// <param name="path">Path of the model.</param>
    /// <param name="location">The file's name in the model.</param>
    /// <returns>Null for a name that leads out of the model's folder.</returns>
    internal static string? Resolve(string path, string location)
    {
        // Both separators on every platform: what is refused must not hang on where it is tried.
        bool isInside = location.Length > 0 && location[0] is not ('/' or '\\') && !Path.IsPathRooted(location)
            && !location.Contains('\0', StringComparison.Ordinal) && !location.Split('/', '\\').Contains("..");
        return isInside ? Path.Combine(Path.GetDirectoryName(path)!, location) : null;
    }

    private static ExternalData? Read(string path, SafeFileHandle file)
    {
        if (path.EndsWith(".ort", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ExternalData data = new();
        ProtobufFile model = new(file);
        return data.Rewrite(Message.Model, model, 0, model.Length, depth: 0) is null ? null : data;
    }

    /// <summary>Which message a field of a message holds; <see cref="Message.None"/> for one without tensors.</summary>
    private static Message Child(Message parent, ulong field) => (parent, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) or (Message.Function, 11) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        _ => Message.None,
    };

    /// <summary>Adds the pieces that a message consists of once the other files' data is in it.</summary>
    /// <returns>Its length in bytes; null for one that stays as it is and has added nothing.</returns>
    private long? Rewrite(Message message, ProtobufFile model, long start, long end, int depth)
    {
        if (message == Message.Tensor)
        {
            return RewriteTensor(model, start, end);
        }

        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"Its graphs go deeper than {MaxDepth} levels.");
        }

        long copied = start, length = 0;
        for (long position = start; position < end;)
        {
            ProtobufFile.Field field = model.ReadField(ref position, end);
            Message child = field.Type == ProtobufFile.WireType.Bytes ? Child(message, field.Number) : Message.None;
            int first = _pieces.Count;
            if (child != Message.None && Rewrite(child, model, field.Value, field.End, depth + 1) is { } childLength)
            {
                byte[] header = Header(field.Number, childLength);
                _pieces.InsertRange(first, [Piece.Of(copied, field.Start), new Piece(header)]);
                length += field.Start - copied + header.Length + childLength;
                copied = field.End;
            }
        }

        if (copied == start)
        {
            return null;
        }

        _pieces.Add(Piece.Of(copied, end));
        return length + end - copied;
    }

    private long? RewriteTensor(ProtobufFile model, long start, long end)
    {
        const ulong Dimension = 1, ElementType = 2, Name = 8, RawData = 9, ExternalEntry = 13, DataLocation = 14, InOtherFile = 1;
        string name = string.Empty;
        bool isExternal = false;
        ulong elementType = 0;
        List<ulong> shape = [];
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        for (long position = start; position < end;)
        {
            ProtobufFile.Field field = model.ReadField(ref position, end);
            switch (field.Number)
            {
                case Dimension:
                    model.ReadIntegers(field, shape);
                    break;
                case ElementType:
                    elementType = field.Integer;
                    break;
                case Name:
                    name = model.ReadText(field);
                    break;
                case ExternalEntry:
                    (string key, string value) = ReadEntry(model, field);
                    entries[key] = value;
                    break;
                case DataLocation:
                    isExternal = field.Integer == InOtherFile;
                    break;
            }
        }

        if (!isExternal)
        {
            return null;
        }

        string location = entries.GetValueOrDefault("location") ?? throw new InvalidDataException($"The tensor {name} does not say which file holds its data.");
        long offset = Number(entries, "offset", name) ?? 0;
        long dataLength = Number(entries, "length", name) ?? LengthOf(shape, elementType)
            ?? throw new InvalidDataException($"The tensor {name} does not say how many bytes of {location} it takes, and its shape and element type do not either.");
        long length = 0;
        for (long position = start; position < end;)
        {
            ProtobufFile.Field field = model.ReadField(ref position, end);
            if (field.Number is not (RawData or ExternalEntry or DataLocation))
            {
                _pieces.Add(Piece.Of(field.Start, field.End));
                length += field.End - field.Start;
            }
        }

        byte[] header = Header(RawData, dataLength);
        _pieces.Add(new Piece(header));
        _pieces.Add(new Piece(location, name, offset, dataLength));
        return length + header.Length + dataLength;
    }

    /// <summary>The bytes of a tensor's data; null for an element type that has no fixed size or is not known, or for more than there can be.</summary>
    private static long? LengthOf(List<ulong> shape, ulong elementType)
    {
        // TensorProto.DataType of onnx.proto: float32 is 1, int4 22, and so on.
        int bits = elementType switch
        {
            21 or 22 or 23 => 4,
            2 or 3 or 9 or 17 or 18 or 19 or 20 or 24 => 8,
            4 or 5 or 10 or 16 => 16,
            1 or 6 or 12 => 32,
            7 or 11 or 13 or 14 => 64,
            15 => 128,
            _ => 0,
        };
        UInt128 count = 1;
        foreach (ulong size in shape)
        {
            count = size <= long.MaxValue && count <= long.MaxValue ? count * size : UInt128.MaxValue;
        }

        return bits > 0 && count <= long.MaxValue && ((count * (ulong)bits) + 7) / 8 is var bytes && bytes <= long.MaxValue ? (long)bytes : null;
    }

    private static (string Key, string Value) ReadEntry(ProtobufFile model, ProtobufFile.Field entry)
    {
        string key = string.Empty, value = string.Empty;
        for (long position = entry.Value; position < entry.End;)
        {
            ProtobufFile.Field field = model.ReadField(ref position, entry.End);
            key = field.Number == 1 ? model.ReadText(field) : key;
            value = field.Number == 2 ? model.ReadText(field) : value;
        }

        return (key, value);
    }

    private static long? Number(Dictionary<string, string> entries, string key, string tensor) =>
        !entries.TryGetValue(key, out string? text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new InvalidDataException($"The tensor {tensor} has the {key} '{text}', which is no number.");

    // A tag and a length, each in 7 bits a byte.
    private static byte[] Header(ulong field, long length)
    {
        List<byte> header = [];
        Append((field << 3) | (ulong)ProtobufFile.WireType.Bytes);
        Append((ulong)length);
        return [.. header];

        void Append(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                header.Add((byte)(value | 0x80));
            }

            header.Add((byte)value);
        }
    }

    private byte[] Join(string path, SafeFileHandle model)
    {
        string name = Path.GetFileName(path);
        Dictionary<string, SafeFileHandle> files = new(StringComparer.Ordinal);
        try
        {
            foreach (string location in Locations)
            {
                files.Add(location, OpenData(path, location));
            }

            byte[] joined = Allocate(name, files);
            int position = 0;
            foreach (Piece piece in _pieces)
            {
                Span<byte> target = joined.AsSpan(position, (int)piece.Length);
                if (piece.Literal is not null)
                {
                    piece.Literal.CopyTo(target);
                }
                else
                {
                    ReadExactly(piece.Location is null ? model : files[piece.Location], piece.Offset, target, piece.Location ?? name);
                }

                position += target.Length;
            }

            return joined;
        }
        finally
        {
            foreach (SafeFileHandle file in files.Values)
            {
                file.Dispose();
            }
        }
    }

    private static SafeFileHandle OpenData(string path, string location)
    {
        string name = Path.GetFileName(path);
        string file = Resolve(path, location)
            ?? throw new ModelException($"The model {name} keeps weights in {location}: they must be in the folder of the model, or in one below it.");
        try
        {
            return ModelFiles.Open(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"The model {name} keeps weights in {file}, which does not exist.", exception) { Fault = ModelFault.Missing };
        }
        catch (IOException exception)
        {
            throw new ModelException($"The model {name} keeps weights in {location}, which cannot be read. {exception.Message}", exception);
        }
    }

    /// <summary>The memory for all pieces, once every file is known to hold what is read of it.</summary>
    private byte[] Allocate(string name, Dictionary<string, SafeFileHandle> files)
    {
        decimal length = 0;
        foreach (Piece piece in _pieces)
        {
            length += piece.Length;
            if (piece.Location is { } location && RandomAccess.GetLength(files[location]) is var available && piece.Length > available - piece.Offset)
            {
                throw new ModelException(
                    $"The model {name} needs bytes {piece.Offset} to {(decimal)piece.Offset + piece.Length} of {location} for the tensor {piece.Tensor}, "
                    + $"but that file has only {available} bytes.");
            }
        }

        // The limit of Protocol Buffers for one message.
        return length <= int.MaxValue
            ? GC.AllocateUninitializedArray<byte>((int)length)
            : throw new ModelException($"The model {name} and the files with its weights have {length} bytes; at most {int.MaxValue} can be loaded.");
    }

    private static void ReadExactly(SafeFileHandle file, long offset, Span<byte> target, string name)
    {
        while (target.Length > 0)
        {
            int count = RandomAccess.Read(file, target, offset);
            if (count == 0)
            {
                throw new ModelException($"The file {name} became shorter while it was read.");
            }

            offset += count;
            target = target[count..];
        }
    }

    /// <summary>A run of bytes of the joined model: some that are made here, or some of a file.</summary>
    private readonly record struct Piece
    {
        /// <summary>Bytes that are made here.</summary>
        internal Piece(byte[] literal)
        {
            Literal = literal;
            Length = literal.Length;
        }

        /// <summary>Bytes of another file, which are the data of a tensor.</summary>
        internal Piece(string location, string tensor, long offset, long length)
        {
            Location = location;
            Tensor = tensor;
            Offset = offset;
            Length = length;
        }

        internal byte[]? Literal { get; private init; }

        /// <summary>Name of the other file; null for the model's own.</summary>
        internal string? Location { get; private init; }

        internal string? Tensor { get; private init; }

        internal long Offset { get; private init; }

        internal long Length { get; private init; }

        /// <summary>Bytes of the model's own file.</summary>
        internal static Piece Of(long start, long end) => new() { Offset = start, Length = end - start };
    }
}
