using TestSupport;

namespace Detection.Tests;

/// <summary>A model that finds one object, of the class it is told, in every picture.</summary>
internal static class OneBoxModel
{
    private const int Rows = 300;
    private static readonly long[] Shape = [1, Rows, 6];

    /// <summary>The model.</summary>
    internal static byte[] Finding(string className) =>
        OnnxModelBuilder.WithInput(64, 64).WithConstantOutput(Shape, Output()).WithMetadata("names", $"{{0: '{className}'}}").Build();

    /// <summary>The model, whose run fails on a bright picture.</summary>
    internal static byte[] FailingWhenBright() =>
        OnnxModelBuilder.WithInput(64, 64).WithConstantOutputFailingWhenBright(Shape, Output()).WithMetadata("names", "{0: 'thing'}").Build();

    /// <summary>
    /// The model for dark pictures, its weights in another file. They are read in each run: were they mapped, a change of that file would show at once.
    /// </summary>
    /// <param name="location">Name of the other file in the model.</param>
    /// <param name="left">Left side of the box in pixels of the input.</param>
    /// <param name="inNodes">Whether the weights are attributes of nodes rather than initializers of the graph.</param>
    /// <param name="withLength">Whether the model says how long the data of a tensor is.</param>
    internal static (byte[] Model, byte[] Data) InTwoFiles(string location, float left = 8, bool inNodes = false, bool withLength = true) =>
        OnnxModelBuilder.WithInput(64, 64).WithConstantOutputFailingWhenBright(Shape, Output(left)).WithMetadata("names", "{0: 'thing'}")
            .BuildWithExternalData(location, inNodes, withLength);

    private static float[] Output(float left = 8)
    {
        float[] values = new float[Rows * 6];
        ((ReadOnlySpan<float>)[left, 8, 40, 40, 0.9f, 0]).CopyTo(values);
        return values;
    }
}
