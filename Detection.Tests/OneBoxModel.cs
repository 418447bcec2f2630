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

    private static float[] Output()
    {
        float[] values = new float[Rows * 6];
        ((ReadOnlySpan<float>)[8, 8, 40, 40, 0.9f, 0]).CopyTo(values);
        return values;
    }
}
