using ModelTool.Quantization;
using OnnxGraph;

namespace ModelTool.Tests.Quantization;

public sealed class QuantizedWeightsTests
{
    [Fact]
    public void From_TwoChannels_EachHasItsScale()
    {
        QuantizedWeights weights = QuantizedWeights.From(TensorData.Of("w", [2, 2, 1, 1], [1.27f, -0.5f, 0.127f, 0.02f]), reduceRange: false);

        Assert.Equal([127, -50, 127, 20], weights.Values);
        Assert.Equal(0.01f, weights.Scales[0], 6);
        Assert.Equal(0.001f, weights.Scales[1], 6);
        Assert.All(weights.Error, error => Assert.Equal(0, error, 5));
    }

    /// <summary>255 * (a + b) of two products must fit 32,767: a + b at most 128. Weights of different signs cannot add up.</summary>
    [Fact]
    public void From_ReducedRange_NoPairOfOneSignSumsAbove128()
    {
        QuantizedWeights weights = QuantizedWeights.From(TensorData.Of("w", [2, 2, 1, 1], [1f, 1f, 1f, -1f]), reduceRange: true);

        Assert.Equal(128, weights.Values[0] + weights.Values[1]);
        Assert.Equal([127, -127], weights.Values[2..]);
    }

    [Fact]
    public void From_ReducedRange_HoldsForAllPairsOfChannelsAtEachPlace()
    {
        Random random = new(5);
        float[] values = [.. Enumerable.Range(0, 4 * 6 * 9).Select(_ => (random.NextSingle() * 2) - 1)];

        sbyte[] quantized = QuantizedWeights.From(TensorData.Of("w", [4, 6, 3, 3], values), reduceRange: true).Values;

        for (int output = 0; output < 4; output++)
        {
            for (int place = 0; place < 9; place++)
            {
                for (int input = 0; input < 6; input += 2)
                {
                    int first = quantized[(((output * 6) + input) * 9) + place], second = quantized[(((output * 6) + input + 1) * 9) + place];
                    Assert.InRange(Math.Max(first, 0) + Math.Max(second, 0), 0, 128);
                    Assert.InRange(Math.Min(first, 0) + Math.Min(second, 0), -128, 0);
                }
            }
        }
    }

    [Fact]
    public void From_ChannelOfZeros_StaysZero() =>
        Assert.Equal([0, 0], QuantizedWeights.From(TensorData.Of("w", [1, 2, 1, 1], [0f, 0f]), reduceRange: true).Values);

    /// <summary>Errors 0.1 and -0.2 on channels whose means are 3 and 1: 0.3 - 0.2 = 0.1 is missing from every output.</summary>
    [Fact]
    public void Apply_BiasCorrection_AddsTheMeanErrorBack()
    {
        TensorProto weights = TensorData.Of("w", [1, 2, 1, 1], [1f, 1f]);

        Assert.Equal(0.6f, BiasCorrection.Apply([0.5f], weights, [0.1f, -0.2f], [3, 1])[0], 6);
    }

    /// <summary>Two groups of one channel: the second output reads the second input.</summary>
    [Fact]
    public void Apply_BiasCorrectionOfGroups_ReadsEachGroupsOwnMeans()
    {
        TensorProto weights = TensorData.Of("w", [2, 1, 1, 1], [1f, 1f]);

        float[] bias = BiasCorrection.Apply([0, 0], weights, [0.1f, 0.1f], [3, 10]);

        Assert.Equal(0.3f, bias[0], 6);
        Assert.Equal(1f, bias[1], 6);
    }
}
