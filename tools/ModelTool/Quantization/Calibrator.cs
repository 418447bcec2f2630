using System.Numerics.Tensors;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>
/// Runs a float model with tensors inside it as further outputs and gathers their values. A model has more of them than fit into memory at once:
/// they are taken in groups of bounded size, each a session of its own, and of a run only histograms and means stay.
/// </summary>
internal sealed class Calibrator : IDisposable
{
    // Elements of one group, 256 MiB of float32.
    private const long GroupElements = 64 * 1024 * 1024;

    private readonly string _input;
    private readonly List<Group> _groups = [];
    private readonly Dictionary<string, ActivationHistogram> _histograms;
    private readonly Dictionary<string, double[]> _sums = [];
    private readonly Dictionary<string, long[]> _shapes = [];
    private readonly IReadOnlySet<string> _averaged;
    private int _pictures;

    /// <summary>Prepares the runs.</summary>
    /// <param name="model">The float model; it is not changed.</param>
    /// <param name="tensors">The tensors to look at.</param>
    /// <param name="averaged">Those of them whose channels' means are wanted: batch x channels x height x width.</param>
    /// <exception cref="InvalidDataException">ONNX Runtime refuses the model.</exception>
    internal Calibrator(ModelProto model, IReadOnlyCollection<string> tensors, IReadOnlySet<string> averaged)
    {
        _input = new GraphEditor(model.Clone()).Input.Name;
        _averaged = averaged;
        _histograms = tensors.ToDictionary(tensor => tensor, _ => new ActivationHistogram());
        Dictionary<string, long> sizes = Sizes(model, tensors);
        List<string> names = [];
        long elements = 0;
        foreach (string tensor in tensors)
        {
            if (names.Count > 0 && elements + sizes[tensor] > GroupElements)
            {
                _groups.Add(Open(model, names));
                names = [];
                elements = 0;
            }

            names.Add(tensor);
            elements += sizes[tensor];
        }

        _groups.Add(Open(model, names));
    }

    /// <summary>Runs the model on one input and takes in what it computes.</summary>
    /// <param name="values">The input, row-major.</param>
    /// <param name="shape">Its shape.</param>
    internal void Add(float[] values, long[] shape)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using RunOptions runOptions = new();
        foreach (Group group in _groups)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = group.Session.Run(runOptions, [_input], [input], group.Tensors);
            for (int i = 0; i < group.Tensors.Count; i++)
            {
                TakeIn(group.Tensors[i], outputs[i]);
            }
        }

        _pictures++;
    }

    /// <summary>What was seen so far.</summary>
    internal Calibration Result() => new(
        _histograms,
        _sums.ToDictionary(pair => pair.Key, pair => Array.ConvertAll(pair.Value, sum => sum / _pictures)),
        _shapes,
        _pictures);

    public void Dispose() => _groups.ForEach(group => group.Session.Dispose());

    private void TakeIn(string tensor, OrtValue value)
    {
        ReadOnlySpan<float> values = value.GetTensorDataAsSpan<float>();
        _histograms[tensor].Add(values);
        long[] shape = _shapes[tensor] = value.GetTensorTypeAndShape().Shape;
        if (!_averaged.Contains(tensor) || shape is not [1, var channels, _, _])
        {
            return;
        }

        if (!_sums.TryGetValue(tensor, out double[]? sums))
        {
            _sums[tensor] = sums = new double[channels];
        }

        int plane = values.Length / sums.Length;
        for (int channel = 0; channel < sums.Length; channel++)
        {
            sums[channel] += TensorPrimitives.Sum(values.Slice(channel * plane, plane)) / plane;
        }
    }

    // ONNX Runtime infers the shapes; where the model leaves a side open it counts as the largest that is usual.
    private static Dictionary<string, long> Sizes(ModelProto model, IReadOnlyCollection<string> tensors)
    {
        const long OpenSide = 640;
        using InferenceSession session = Open(model, [.. tensors]).Session;
        return tensors.ToDictionary(
            tensor => tensor,
            tensor => session.OutputMetadata[tensor].Dimensions.Select((size, axis) => size > 0 ? size : axis == 0 ? 1L : OpenSide).Aggregate(1L, (product, size) => product * size));
    }

    private static Group Open(ModelProto model, List<string> tensors)
    {
        ModelProto observed = model.Clone();
        HashSet<string> outputs = [.. observed.Graph.Output.Select(output => output.Name)];
        observed.Graph.Output.AddRange(tensors.Where(tensor => !outputs.Contains(tensor)).Select(tensor => new ValueInfoProto { Name = tensor }));
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        try
        {
            return new Group(new InferenceSession(observed.ToByteArray(), options), tensors);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"ONNX Runtime refuses the model with its inner tensors as outputs: {exception.Message}", exception);
        }
    }

    private sealed record Group(InferenceSession Session, List<string> Tensors);
}
