using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>
/// Turns a convolution of stride 2 over few channels, as the first of a network is, into one of stride 1 over four times as many that computes the
/// same: each block of 2 x 2 pixels becomes a pixel. ONNX Runtime's int8 convolutions take four channels at a time and copy each place of the kernel by
/// itself, so that 3 x 3 places of 12 channels take half the time of 6 x 6 places of 3.
/// </summary>
internal static class SpaceToDepth
{
    private const int Block = 2;

    /// <summary>Whether a convolution can be turned, and is worth it.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="convolution">The convolution, whose input comes from a DequantizeLinear.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="output">Shape of its output.</param>
    internal static bool Fits(GraphEditor graph, NodeProto convolution, long[] input, long[] output) =>
        input is [1, < 4, var height, var width] && height % Block == 0 && width % Block == 0
        && HasFixedSize(graph)
        && convolution.Integer("group", 1) == 1
        && convolution.Integers("strides") is [Block, Block]
        && (convolution.Integers("dilations") ?? [1, 1]) is [1, 1]
        && convolution.Text("auto_pad") is null or "NOTSET"
        && graph.ProducerOf(convolution.Input[0]) is { OpType: "DequantizeLinear" }
        && Axes(graph, convolution, input, output) is [{ PadEnd: >= 0 }, { PadEnd: >= 0 }];

    /// <summary>Turns it: its pixels are moved while they are bytes, its weights are put in their new places.</summary>
    internal static void Apply(GraphEditor graph, NodeProto convolution, long[] input, long[] output)
    {
        Axis[] axes = Axes(graph, convolution, input, output);
        Rearrange(graph, convolution, input);
        TensorProto weights = graph.Constant(convolution.Input[1])!;
        string moved = graph.Add(Move(weights, graph.NewName($"{weights.Name}_blocks"), axes));
        graph.SetInput(convolution, 1, moved);
        Set(convolution, "kernel_shape", [axes[0].Kernel, axes[1].Kernel]);
        Set(convolution, "strides", [1, 1]);
        Set(convolution, "pads", [axes[0].PadBegin, axes[1].PadBegin, axes[0].PadEnd, axes[1].PadEnd]);
    }

    private static bool HasFixedSize(GraphEditor graph) =>
        graph.Input.Type.TensorType.Shape?.Dim.All(size => size.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && size.DimValue > 0) == true;

    // 1 x C x H x W to 1 x 4C x H/2 x W/2. Channels last first: then two pixels of a row lie side by side and only rows of blocks are to be woven,
    // each step a move of one axis, which ONNX Runtime does fast. The last transposition and its own one cancel.
    private static void Rearrange(GraphEditor graph, NodeProto convolution, long[] input)
    {
        NodeProto dequantize = graph.ProducerOf(convolution.Input[0])!;
        long channels = input[1], height = input[2] / Block, width = input[3] / Block;
        string name = convolution.Output[0];
        string last = Transpose(dequantize.Input[0], [0, 2, 3, 1]);
        string rows = Reshape(last, [1, height, Block, width, Block * channels]);
        string woven = Transpose(rows, [0, 1, 3, 2, 4]);
        string merged = Reshape(woven, [1, height, width, Block * Block * channels]);
        string blocks = Transpose(merged, [0, 3, 1, 2]);
        graph.SetInput(convolution, 0, graph.Add(Nodes.Create(
            "DequantizeLinear", [blocks, dequantize.Input[1], dequantize.Input[2]], graph.NewName($"{name}_blocks_dequantized"))));
        if (graph.ConsumersOf(dequantize.Output[0]).Count == 0)
        {
            graph.Remove(dequantize);
        }

        string Reshape(string tensor, long[] shape) => graph.Add(Nodes.Create(
            "Reshape", [tensor, graph.Add(TensorData.Of(graph.NewName($"{name}_shape"), [shape.Length], shape))], graph.NewName($"{name}_blocks")));

        string Transpose(string tensor, long[] order) => graph.Add(Nodes.Create(
            "Transpose", [tensor], graph.NewName($"{name}_blocks"), Nodes.Attribute("perm", order)));
    }

    private static TensorProto Move(TensorProto weights, string name, Axis[] axes)
    {
        int outputs = (int)weights.Dims[0], channels = (int)weights.Dims[1], height = (int)weights.Dims[2], width = (int)weights.Dims[3];
        int rows = axes[0].Kernel, columns = axes[1].Kernel, wider = Block * Block * channels;
        float[] from = weights.ToSingles(), to = new float[outputs * wider * rows * columns];
        for (int output = 0; output < outputs; output++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        (int row, int rowInBlock) = axes[0].PlaceOf(y);
                        (int column, int columnInBlock) = axes[1].PlaceOf(x);
                        int target = (((rowInBlock * Block) + columnInBlock) * channels) + channel;
                        to[(((((output * wider) + target) * rows) + row) * columns) + column] =
                            from[(((((output * channels) + channel) * height) + y) * width) + x];
                    }
                }
            }
        }

        return TensorData.Of(name, [outputs, wider, rows, columns], to);
    }

    private static Axis[] Axes(GraphEditor graph, NodeProto convolution, long[] input, long[] output)
    {
        TensorProto weights = graph.Constant(convolution.Input[1])!;
        IReadOnlyList<long> pads = convolution.Integers("pads") ?? [0, 0, 0, 0];
        return [Axis.Of(weights.Dims[2], pads[0], input[2], output[2]), Axis.Of(weights.Dims[3], pads[1], input[3], output[3])];
    }

    private static void Set(NodeProto node, string name, long[] values)
    {
        if (node.Find(name) is { } attribute)
        {
            node.Attribute.Remove(attribute);
        }

        node.Attribute.Add(Nodes.Attribute(name, values));
    }

    /// <summary>One direction of the kernel, in blocks.</summary>
    private readonly record struct Axis(int Kernel, int PadBegin, int PadEnd, int OldPad)
    {
        internal static Axis Of(long kernel, long pad, long input, long output)
        {
            int begin = (int)(pad + 1) / Block;
            int last = Floor((int)(kernel - 1 - pad));
            int wide = begin + last + 1;
            return new Axis(wide, begin, (int)(output - (input / Block)) - begin + wide - 1, (int)pad);
        }

        // Place k of the kernel reads the pixel 2 * y + k - pad for the result y.
        internal (int Block, int InBlock) PlaceOf(int place)
        {
            int block = Floor(place - OldPad);
            return (block + PadBegin, place - OldPad - (block * SpaceToDepth.Block));
        }

        private static int Floor(int pixels) => (int)Math.Floor(pixels / (double)SpaceToDepth.Block);
    }
}
