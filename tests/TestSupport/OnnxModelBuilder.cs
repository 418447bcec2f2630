using System.Runtime.InteropServices;
using System.Text;

namespace TestSupport;

/// <summary>
/// Writes small ONNX models for tests: a picture goes in, a tensor that the test chose comes out. Only what such graphs need of the format
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), so that no test depends on a model it cannot read.
/// </summary>
public sealed class OnnxModelBuilder
{
    private const int FloatType = 1;
    private const int ByteType = 2;
    private const int BooleanType = 9;
    private const int HalfType = 10;
    private const int Int64Type = 7;

    private readonly List<byte[]> _nodes = [];
    private readonly List<Constant> _constants = [];
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _outputs = [];
    private readonly List<byte[]> _metadata = [];
    private int _batch = 1;

    /// <summary>A model with the input <c>images</c> of 1 x 3 x height x width; 0 leaves a side open.</summary>
    public static OnnxModelBuilder WithInput(int width, int height, bool isHalf = false)
    {
        OnnxModelBuilder builder = new();
        builder._inputs.Add(Value("images", isHalf ? HalfType : FloatType, [1, 3, height, width]));
        return builder;
    }

    /// <summary>A model with the input <c>images</c> of batch x 3 x height x width bytes or float32; 0 leaves a side or the batch open.</summary>
    public static OnnxModelBuilder WithBatch(int batch, int width, int height, bool isByte = false)
    {
        OnnxModelBuilder builder = new() { _batch = batch };
        builder._inputs.Add(Value("images", isByte ? ByteType : FloatType, [batch, 3, height, width]));
        return builder;
    }

    /// <summary>
    /// Adds what detectors of the DETR kind have: the input <c>orig_target_sizes</c> (width and height, int64) and the outputs <c>labels</c>,
    /// <c>boxes</c> (corners in 0..1, times that size) and <c>scores</c>.
    /// </summary>
    public OnnxModelBuilder WithLabelsBoxesScores(long[] labels, float[] corners, float[] scores)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _inputs.Add(Value("orig_target_sizes", Int64Type, [1, 2]));
        _nodes.Add(Node("Cast", ["orig_target_sizes"], "sizes", Attribute("to", FloatType)));
        _nodes.Add(Node("Concat", ["sizes", "sizes"], "corner_sizes", Attribute("axis", 1)));
        _constants.Add(new Constant("corners", FloatType, [1, labels.Length, 4], MemoryMarshal.AsBytes<float>(corners).ToArray()));
        _nodes.Add(Node("Mul", ["corners", "corner_sizes"], "boxes"));
        _constants.Add(new Constant("label_values", Int64Type, [1, labels.Length], MemoryMarshal.AsBytes<long>(labels).ToArray()));
        _nodes.Add(Node("Identity", ["label_values"], "labels"));
        _outputs.Add(Value("labels", Int64Type, [1, labels.Length]));
        _outputs.Add(Value("boxes", FloatType, [1, labels.Length, 4]));
        return WithConstantOutput([1, labels.Length], scores, name: "scores");
    }

    /// <summary>Adds another input.</summary>
    public OnnxModelBuilder AndInput(string name, params long[] shape)
    {
        _inputs.Add(Value(name, FloatType, shape));
        return this;
    }

    /// <summary>Adds an output that always has these values, row-major.</summary>
    public OnnxModelBuilder WithConstantOutput(long[] shape, float[] values, bool isHalf = false, string name = "output0")
    {
        ArgumentNullException.ThrowIfNull(values);
        int type = isHalf ? HalfType : FloatType;
        byte[] raw = isHalf
            ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray()
            : MemoryMarshal.AsBytes<float>(values).ToArray();
        _constants.Add(new Constant($"{name}_values", type, shape, raw));
        _nodes.Add(Node("Identity", [$"{name}_values"], name));
        _outputs.Add(Value(name, type, shape));
        return this;
    }

    /// <summary>Adds the output batch x 1 x factors: the mean of each picture's values times each factor.</summary>
    public OnnxModelBuilder WithMeanTimes(float[] factors, bool isHalf = false)
    {
        ArgumentNullException.ThrowIfNull(factors);
        _nodes.Add(Node("Cast", ["images"], "pixels", Attribute("to", FloatType)));
        _nodes.Add(Node("ReduceMean", ["pixels"], "mean", Attribute("axes", [1, 2, 3]), Attribute("keepdims", 1)));
        _constants.Add(new Constant("scalar", Int64Type, [3], MemoryMarshal.AsBytes<long>((long[])[-1, 1, 1]).ToArray()));
        _nodes.Add(Node("Reshape", ["mean", "scalar"], "reshaped"));
        _constants.Add(new Constant("factors", FloatType, [1, 1, factors.Length], MemoryMarshal.AsBytes<float>(factors).ToArray()));
        _nodes.Add(Node("Mul", ["reshaped", "factors"], "product"));
        _nodes.Add(Node("Cast", ["product"], "output0", Attribute("to", isHalf ? HalfType : FloatType)));
        _outputs.Add(Value("output0", isHalf ? HalfType : FloatType, [_batch, 1, factors.Length]));
        return this;
    }

    /// <summary>Adds an output that always has these values, row-major, unless the input is brighter than half its range: then the run fails.</summary>
    public OnnxModelBuilder WithConstantOutputFailingWhenBright(long[] shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);

        // The mean decides which of the one batch to gather: the first, or a second that is not there.
        _nodes.Add(Node("ReduceMean", ["images"], "mean", Attribute("keepdims", 0)));
        _constants.Add(new Constant("two", FloatType, [1], MemoryMarshal.AsBytes<float>((float[])[1.999f]).ToArray()));
        _nodes.Add(Node("Mul", ["mean", "two"], "doubled"));
        _nodes.Add(Node("Cast", ["doubled"], "index", Attribute("to", Int64Type)));
        _constants.Add(new Constant("batch", FloatType, shape, MemoryMarshal.AsBytes<float>(values).ToArray()));
        _nodes.Add(Node("Gather", ["batch", "index"], "output0", Attribute("axis", 0)));
        _outputs.Add(Value("output0", FloatType, shape));
        return this;
    }

    /// <summary>
    /// Adds an output that always has these values, row-major, unless the input is brighter than half its range: then the run does not end before it is
    /// terminated. For tests of what takes too long: no machine is too fast for them.
    /// </summary>
    public OnnxModelBuilder WithConstantOutputEndlessWhenBright(long[] shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);

        // The mean decides how often a loop passes the values on: never, or so often that it takes years.
        _nodes.Add(Node("ReduceMean", ["images"], "mean", Attribute("keepdims", 0)));
        _constants.Add(new Constant("two", FloatType, [], MemoryMarshal.AsBytes<float>((float[])[1.999f]).ToArray()));
        _nodes.Add(Node("Mul", ["mean", "two"], "doubled"));
        _nodes.Add(Node("Cast", ["doubled"], "is_bright", Attribute("to", Int64Type)));
        _constants.Add(new Constant("years", Int64Type, [], MemoryMarshal.AsBytes<long>((long[])[1L << 52]).ToArray()));
        _nodes.Add(Node("Mul", ["is_bright", "years"], "trips"));
        _constants.Add(new Constant("values", FloatType, shape, MemoryMarshal.AsBytes<float>(values).ToArray()));
        byte[] body = Graph(
            [Node("Identity", ["goes_on"], "goes_on_next"), Node("Identity", ["passed"], "passed_next")], [],
            [Value("trip", Int64Type, []), Value("goes_on", BooleanType, []), Value("passed", FloatType, shape)],
            [Value("goes_on_next", BooleanType, []), Value("passed_next", FloatType, shape)]);
        _nodes.Add(Node("Loop", ["trips", string.Empty, "values"], "output0", GraphAttribute("body", body)));
        _outputs.Add(Value("output0", FloatType, shape));
        return this;
    }

    /// <summary>Adds an entry of the file's metadata.</summary>
    public OnnxModelBuilder WithMetadata(string key, string value)
    {
        _metadata.Add(Message(Text(1, key), Text(2, value)));
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] Build() => Build([], [.. _constants.Select(constant => constant.ToTensor(Field(9, constant.Raw)))]);

    /// <summary>The file, which keeps all its constants in another one, and that other one.</summary>
    /// <param name="location">Name of the other file in the model.</param>
    /// <param name="inNodes">Whether the constants are attributes of nodes rather than initializers of the graph.</param>
    /// <param name="withLength">Whether the model says how long the data of a constant is, which the format leaves open.</param>
    public (byte[] Model, byte[] Data) BuildWithExternalData(string location, bool inNodes = false, bool withLength = true)
    {
        // Behind some bytes that belong to nothing, so that an offset that is not read shows.
        List<byte> data = [.. Enumerable.Repeat((byte)0xAB, 64)];
        List<byte[]> tensors = [];
        foreach (Constant constant in _constants)
        {
            byte[] length = withLength ? Field(13, Message(Text(1, "length"), Text(2, $"{constant.Raw.Length}"))) : [];
            tensors.Add(constant.ToTensor(Message(
                Field(13, Message(Text(1, "location"), Text(2, location))), Field(13, Message(Text(1, "offset"), Text(2, $"{data.Count}"))), length, Number(14, 1))));
            data.AddRange(constant.Raw);
        }

        byte[] model = inNodes
            ? Build([.. tensors.Zip(_constants, (tensor, constant) => Node("Constant", [], constant.Name, Message(Text(1, "value"), Field(5, tensor), Number(20, 4))))], [])
            : Build([], tensors);
        return (model, [.. data]);
    }

    private byte[] Build(List<byte[]> constantNodes, List<byte[]> initializers)
    {
        byte[] graph = Graph([.. constantNodes, .. _nodes], initializers, _inputs, _outputs);
        return Message(
            Number(1, 8), Field(8, Message(Text(1, string.Empty), Number(2, 13))), Field(7, graph), Many(14, _metadata));
    }

    private static byte[] Graph(
        IEnumerable<byte[]> nodes, IEnumerable<byte[]> initializers, IEnumerable<byte[]> inputs, IEnumerable<byte[]> outputs) =>
        Message(Many(1, nodes), Text(2, "graph"), Many(5, initializers), Many(11, inputs), Many(12, outputs));

    private static byte[] Node(string type, string[] inputs, string output, params byte[][] attributes) =>
        Message([.. inputs.Select(input => Text(1, input)), Text(2, output), Text(3, output), Text(4, type), Many(5, attributes)]);

    private static byte[] Attribute(string name, long value) => Message(Text(1, name), Number(3, value), Number(20, 2));

    private static byte[] GraphAttribute(string name, byte[] graph) => Message(Text(1, name), Field(6, graph), Number(20, 5));

    private static byte[] Attribute(string name, long[] values) => Message(Text(1, name), Message([.. values.Select(value => Number(8, value))]), Number(20, 7));

    private static byte[] Value(string name, int type, long[] shape)
    {
        byte[] dimensions = Message([.. shape.Select((size, axis) => Field(1, size > 0 ? Number(1, size) : Text(2, $"axis{axis}")))]);
        return Message(Text(1, name), Field(2, Message(Field(1, Message(Number(1, type), Field(2, dimensions))))));
    }

    private static byte[] Many(int field, IEnumerable<byte[]> messages) => Message([.. messages.Select(message => Field(field, message))]);

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => Message(VarInt((uint)((field << 3) | 2)), VarInt((ulong)content.Length), content);

    private static byte[] Number(int field, long value) => Message(VarInt((uint)(field << 3)), VarInt((ulong)value));

    private static byte[] Message(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static byte[] VarInt(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private sealed record Constant(string Name, int Type, long[] Shape, byte[] Raw)
    {
        internal byte[] ToTensor(byte[] data) => Message([.. Shape.Select(size => Number(1, size)), Number(2, Type), Text(8, Name), data]);
    }
}
