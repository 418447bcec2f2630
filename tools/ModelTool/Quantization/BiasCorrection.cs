using OnnxGraph;

namespace ModelTool.Quantization;

/// <summary>
/// Adds to a convolution's biases what rounding its weights takes from its outputs in the mean: for each output channel the sum, over its weights,
/// of the weight's error times the mean of the input channel it reads (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
/// Correction", 2019, section 4.2; the means are measured here, and the border's padding is left out of account).
/// </summary>
internal static class BiasCorrection
{
    /// <summary>The corrected biases.</summary>
    /// <param name="bias">The biases, one for each output channel.</param>
    /// <param name="weights">The float weights: output channels x input channels of a group x kernel.</param>
    /// <param name="error">Float weights less quantized ones, row-major.</param>
    /// <param name="inputMeans">The mean of each input channel.</param>
    internal static float[] Apply(float[] bias, TensorProto weights, float[] error, double[] inputMeans)
    {
        int outputs = bias.Length, inputs = (int)weights.Dims[1], kernel = error.Length / (outputs * inputs);
        int groups = inputMeans.Length / inputs;
        float[] corrected = new float[outputs];
        for (int output = 0; output < outputs; output++)
        {
            int firstInput = output / (outputs / groups) * inputs;
            double sum = 0;
            for (int input = 0; input < inputs; input++)
            {
                ReadOnlySpan<float> errors = error.AsSpan(((output * inputs) + input) * kernel, kernel);
                foreach (float lost in errors)
                {
                    sum += lost * inputMeans[firstInput + input];
                }
            }

            corrected[output] = bias[output] + (float)sum;
        }

        return corrected;
    }
}
