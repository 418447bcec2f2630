using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>How a graph is quantized.</summary>
/// <param name="Method">How ranges of activations are chosen.</param>
/// <param name="Percentile">For percentiles, percent of the values that fit.</param>
/// <param name="ReduceRange">Whether weights stay clear of 16-bit saturation, for processors without VNNI.</param>
/// <param name="CorrectBias">Whether biases make up for the mean error that rounding the weights causes.</param>
internal sealed record QuantizationOptions(CalibrationMethod Method, double Percentile, bool ReduceRange, bool CorrectBias);

/// <summary>
/// Writes a quantized graph in the QDQ form: around each node to be computed in int8, QuantizeLinear and DequantizeLinear stand at its inputs and
/// outputs, weights are int8 constants with a scale a channel and biases int32. ONNX Runtime fuses each such group into one integer operator.
/// </summary>
internal sealed class QuantizedGraph
{
    // A tensor takes the scale of what it is concatenated into, which then is mere copying, where that is at most so many times its own.
    private const float SharedScale = 1.5f;

    private readonly GraphEditor _graph;
    private readonly QuantizationPlan _plan;
    private readonly Calibration _calibration;
    private readonly QuantizationOptions _options;
    private readonly Dictionary<string, QuantizationParameters> _parameters = [];
    private readonly Dictionary<string, string> _dequantized = [];
    private readonly Dictionary<QuantizationParameters, (string Scale, string ZeroPoint)> _constants = [];
    private readonly Dictionary<string, string> _siluOutputs;
    private readonly (string[] Input, string[] Output)[] _concatenations;

    private QuantizedGraph(GraphEditor graph, QuantizationPlan plan, Calibration calibration, QuantizationOptions options)
    {
        _graph = graph;
        _plan = plan;
        _calibration = calibration;
        _options = options;
        _siluOutputs = plan.Units.Where(unit => unit.Activation.Length == 2).ToDictionary(unit => unit.Convolution.Output[0], unit => unit.Activation[1].Output[0]);

        // As they are before anything is put between.
        _concatenations = [.. plan.Nodes.Values.Where(node => node.Is("Concat")).Select(node => (node.Input.ToArray(), node.Output.ToArray()))];
    }

    /// <summary>Quantizes.</summary>
    /// <param name="model">The float model, of opset 13 or newer; it is not changed.</param>
    /// <param name="excluded">Names of the units that stay in float.</param>
    /// <param name="calibration">The values of its tensors.</param>
    /// <param name="options">How.</param>
    /// <returns>The quantized model.</returns>
    internal static ModelProto Write(ModelProto model, IReadOnlySet<string> excluded, Calibration calibration, QuantizationOptions options)
    {
        GraphEditor graph = new(model.Clone());
        QuantizationPlan plan = QuantizationPlan.Create(graph, QuantizationUnit.Find(graph), excluded);
        QuantizedGraph quantized = new(graph, plan, calibration, options);
        foreach (NodeProto node in plan.Nodes.Values)
        {
            quantized.QuantizeInputs(node);
        }

        // Float nodes read what an integer node wrote through the same pair, else ONNX Runtime would not fuse.
        foreach (NodeProto node in plan.Nodes.Values.Where(node => !quantized.IsInner(node)))
        {
            foreach (string output in node.Output.Where(output => output.Length > 0))
            {
                quantized.QuantizeForAll(output);
            }
        }

        // Types of tensors that no longer are what they were.
        graph.Graph.ValueInfo.Clear();
        graph.Sort();
        return graph.Model;
    }

    /// <summary>The tensors whose values must be known to quantize a graph, and those of them that convolutions read.</summary>
    internal static (IReadOnlyCollection<string> All, IReadOnlySet<string> ReadByConvolutions) TensorsOf(GraphEditor graph)
    {
        QuantizationPlan plan = QuantizationPlan.Create(graph, QuantizationUnit.Find(graph), new HashSet<string>());
        HashSet<string> all = [.. plan.Nodes.Values.SelectMany(node => QuantizationPlan.DataInputs(node).Concat(node.Output.Where(output => output.Length > 0)))];
        all.RemoveWhere(tensor => graph.Constant(tensor) is not null);
        return (all, plan.Units.Select(unit => unit.Convolution.Input[0]).ToHashSet());
    }

    // Between a convolution and its Relu nothing is quantized: bytes above the zero point are the Relu.
    private bool IsInner(NodeProto node) =>
        node.Is("Conv") && _graph.ConsumersOf(node.Output[0]) is [var only] && only.Is("Relu") && _plan.Nodes.ContainsKey(only.Output[0]);

    private void QuantizeInputs(NodeProto node)
    {
        if (node.Is("Relu"))
        {
            return;
        }

        string data = node.Input[0];
        foreach (string input in QuantizationPlan.DataInputs(node).Distinct().ToArray())
        {
            _graph.ReplaceInput(node, input, Dequantized(input));
        }

        if (node.Is("Conv"))
        {
            QuantizeWeights(node, data);
        }
    }

    private void QuantizeForAll(string tensor)
    {
        string dequantized = Dequantized(tensor);
        foreach (NodeProto consumer in _graph.ConsumersOf(tensor).Where(consumer => !consumer.Is("QuantizeLinear")).ToArray())
        {
            _graph.ReplaceInput(consumer, tensor, dequantized);
        }
    }

    /// <summary>The tensor after its pair of QuantizeLinear and DequantizeLinear, which are made when first asked for.</summary>
    private string Dequantized(string tensor)
    {
        if (_dequantized.TryGetValue(tensor, out string? known))
        {
            return known;
        }

        // Short names: there are hundreds of such pairs, and exporters' names would be a tenth of a small model's file.
        (string scale, string zeroPoint) = ConstantsOf(ParametersOf(tensor));
        string name = $"q{_dequantized.Count}";
        string bytes = _graph.Add(Nodes.Create("QuantizeLinear", [tensor, scale, zeroPoint], _graph.NewName($"{name}b")));
        string values = _graph.Add(Nodes.Create("DequantizeLinear", [bytes, scale, zeroPoint], _graph.NewName($"{name}v")));
        _dequantized.Add(tensor, values);
        return values;
    }

    private (string Scale, string ZeroPoint) ConstantsOf(QuantizationParameters parameters)
    {
        if (!_constants.TryGetValue(parameters, out (string Scale, string ZeroPoint) names))
        {
            string name = $"q{_constants.Count}";
            names = (
                _graph.Add(TensorData.Of(_graph.NewName($"{name}s"), [], [parameters.Scale])),
                _graph.Add(TensorData.Of(_graph.NewName($"{name}z"), [], [parameters.ZeroPoint])));
            _constants.Add(parameters, names);
        }

        return names;
    }

    private QuantizationParameters ParametersOf(string tensor)
    {
        if (!_parameters.TryGetValue(tensor, out QuantizationParameters parameters))
        {
            _parameters.Add(tensor, parameters = Choose(tensor));
        }

        return parameters;
    }

    private QuantizationParameters Choose(string tensor)
    {
        NodeProto? producer = _graph.ProducerOf(tensor);
        if (producer is not null && _plan.Nodes.ContainsKey(producer.Output[0]))
        {
            if (QuantizationPlan.HandsOn(producer))
            {
                return ParametersOf(SourceOf(producer));
            }

            if (producer.Is("Sigmoid"))
            {
                return QuantizationParameters.Covering(new ValueRange(0, 1));
            }
        }

        if (_siluOutputs.TryGetValue(tensor, out string? activated))
        {
            ValueRange range = RangeOf(tensor);
            return QuantizationParameters.Covering(range with { Low = Math.Max(range.Low, Silu.LowestThatMatters(ParametersOf(activated).Scale)) });
        }

        QuantizationParameters own = QuantizationParameters.Covering(RangeOf(tensor));
        foreach ((string[] _, string[] output) in _concatenations.Where(node => node.Input.Contains(tensor)))
        {
            QuantizationParameters joined = ParametersOf(output[0]);
            if (joined.Scale <= own.Scale * SharedScale)
            {
                return joined;
            }
        }

        return own;
    }

    private ValueRange RangeOf(string tensor) => RangeSelection.Of(_calibration.Histograms[tensor], _options.Method, _options.Percentile);

    // The node's input may have been replaced by its dequantized form already.
    private string SourceOf(NodeProto node)
    {
        string input = node.Input[0];
        return _graph.ProducerOf(input) is { OpType: "DequantizeLinear" } dequantize && _graph.ProducerOf(dequantize.Input[0]) is { } quantize
            ? quantize.Input[0]
            : input;
    }

    private void QuantizeWeights(NodeProto convolution, string data)
    {
        double[]? means = _calibration.ChannelMeans.GetValueOrDefault(data);
        if (SpaceToDepth.Fits(_graph, convolution, _calibration.Shapes[data], _calibration.Shapes[convolution.Output[0]]))
        {
            SpaceToDepth.Apply(_graph, convolution, _calibration.Shapes[data], _calibration.Shapes[convolution.Output[0]]);
            means = means is null ? null : [.. means, .. means, .. means, .. means];
        }

        TensorProto weights = _graph.Constant(convolution.Input[1])!;
        QuantizedWeights quantized = QuantizedWeights.From(weights, _options.ReduceRange);
        int channels = quantized.Scales.Length;
        string values = _graph.Add(TensorData.Of(_graph.NewName($"{weights.Name}_int8"), [.. weights.Dims], quantized.Values));
        string scales = _graph.Add(TensorData.Of(_graph.NewName($"{weights.Name}_scales"), [channels], quantized.Scales));
        string zeros = _graph.Add(TensorData.Of(_graph.NewName($"{weights.Name}_zeros"), [channels], new sbyte[channels]));
        _graph.SetInput(convolution, 1, AddDequantization(weights.Name, [values, scales, zeros]));

        float[] bias = convolution.Input.Count > 2 ? _graph.Constant(convolution.Input[2])!.ToSingles() : new float[channels];
        if (_options.CorrectBias && means is not null)
        {
            bias = BiasCorrection.Apply(bias, weights, quantized.Error, means);
        }

        float inputScale = ParametersOf(data).Scale;
        float[] biasScales = Array.ConvertAll(quantized.Scales, scale => scale * inputScale);
        int[] biasValues = new int[channels];
        for (int i = 0; i < channels; i++)
        {
            biasValues[i] = (int)Math.Clamp(Math.Round((double)bias[i] / biasScales[i]), int.MinValue, int.MaxValue);
        }

        string name = $"{convolution.Output[0]}_bias";
        string biasValue = _graph.Add(TensorData.Of(_graph.NewName($"{name}_int32"), [channels], biasValues));
        string biasScale = _graph.Add(TensorData.Of(_graph.NewName($"{name}_scales"), [channels], biasScales));
        string dequantized = AddDequantization(name, [biasValue, biasScale]);
        if (convolution.Input.Count > 2)
        {
            _graph.SetInput(convolution, 2, dequantized);
        }
        else
        {
            _graph.AddInput(convolution, dequantized);
        }
    }

    private string AddDequantization(string name, string[] inputs) =>
        _graph.Add(Nodes.Create("DequantizeLinear", inputs, _graph.NewName($"{name}_dequantized"), Nodes.Attribute("axis", 0)));
}
