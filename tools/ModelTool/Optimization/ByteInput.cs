using Detection.Imaging;
using OnnxGraph;

namespace ModelTool.Optimization;

/// <summary>
/// Lets a model take bytes (0 to 255) in the place of normalised floats, so that letterboxing writes bytes. The normalisation, value = byte * factor +
/// bias for each plane, goes into the weights of the first convolution where that is all that reads the input; otherwise it becomes nodes.
/// </summary>
internal static class ByteInput
{
    /// <summary>Changes the input.</summary>
    /// <param name="graph">The graph; it is changed and sorted.</param>
    /// <param name="normalization">How bytes become the values the model takes now.</param>
    /// <returns>Whether the normalisation went into a convolution (or there was none).</returns>
    /// <exception cref="InvalidDataException">The model does not take float32.</exception>
    internal static bool Apply(GraphEditor graph, PixelNormalization normalization)
    {
        ValueInfoProto input = graph.Input;
        if (input.Type.TensorType.ElemType != ElementType.Float32)
        {
            throw new InvalidDataException("The model's input is not float32: there is no normalisation to take in.");
        }

        NodeProto[] consumers = [.. graph.ConsumersOf(input.Name)];
        input.Type.TensorType.ElemType = ElementType.UInt8;
        string values = graph.Add(Nodes.Create("Cast", [input.Name], graph.NewName($"{input.Name}_float32"), Nodes.Attribute("to", ElementType.Float32)));
        float[] factors = [normalization.Factor(0), normalization.Factor(1), normalization.Factor(2)];
        float[] biases = [normalization.Bias(0), normalization.Bias(1), normalization.Bias(2)];
        bool isFolded = TryFold(graph, consumers, factors, biases);
        if (!isFolded)
        {
            values = Compute(graph, values, input.Name, factors, biases);
        }

        foreach (NodeProto consumer in consumers)
        {
            graph.ReplaceInput(consumer, input.Name, values);
        }

        graph.Graph.ValueInfo.Clear();
        graph.Sort();
        return isFolded;
    }

    // With a bias the border's padding would have to be -bias / factor, which a convolution cannot have.
    private static bool TryFold(GraphEditor graph, NodeProto[] consumers, float[] factors, float[] biases)
    {
        bool hasBias = Array.Exists(biases, bias => bias != 0);
        if (!hasBias && Array.TrueForAll(factors, factor => factor == 1))
        {
            return true;
        }

        if (consumers is not [var convolution] || !convolution.Is("Conv") || convolution.Integer("group", 1) != 1
            || graph.Constant(convolution.Input[1]) is not { DataType: ElementType.Float32 } weights || weights.Dims[1] != factors.Length
            || (hasBias && !IsFoldable(graph, convolution)))
        {
            return false;
        }

        float[] values = weights.ToSingles();
        int kernel = (int)(weights.Dims[2] * weights.Dims[3]);
        float[] added = new float[weights.Dims[0]];
        for (int i = 0; i < values.Length; i++)
        {
            int plane = i / kernel % factors.Length;
            added[i / (kernel * factors.Length)] += values[i] * biases[plane];
            values[i] *= factors[plane];
        }

        graph.SetInput(convolution, 1, graph.Add(TensorData.Of(graph.NewName($"{weights.Name}_bytes"), [.. weights.Dims], values)));
        if (hasBias)
        {
            AddBias(graph, convolution, added);
        }

        return true;
    }

    private static bool IsFoldable(GraphEditor graph, NodeProto convolution) =>
        (convolution.Text("auto_pad") ?? "NOTSET") is "NOTSET" or "VALID"
        && (convolution.Integers("pads") ?? []).All(pad => pad == 0)
        && (convolution.Input.Count < 3 || graph.Constant(convolution.Input[2]) is not null);

    private static void AddBias(GraphEditor graph, NodeProto convolution, float[] added)
    {
        float[] bias = convolution.Input.Count > 2 ? graph.Constant(convolution.Input[2])!.ToSingles() : new float[added.Length];
        for (int i = 0; i < added.Length; i++)
        {
            bias[i] += added[i];
        }

        string name = graph.Add(TensorData.Of(graph.NewName($"{convolution.Output[0]}_bytes_bias"), [bias.Length], bias));
        if (convolution.Input.Count > 2)
        {
            graph.SetInput(convolution, 2, name);
        }
        else
        {
            graph.AddInput(convolution, name);
        }
    }

    private static string Compute(GraphEditor graph, string values, string input, float[] factors, float[] biases)
    {
        string scale = graph.Add(TensorData.Of(graph.NewName($"{input}_factors"), [1, 3, 1, 1], factors));
        string scaled = graph.Add(Nodes.Create("Mul", [values, scale], graph.NewName($"{input}_scaled")));
        if (Array.TrueForAll(biases, bias => bias == 0))
        {
            return scaled;
        }

        string offset = graph.Add(TensorData.Of(graph.NewName($"{input}_biases"), [1, 3, 1, 1], biases));
        return graph.Add(Nodes.Create("Add", [scaled, offset], graph.NewName($"{input}_normalised")));
    }
}
