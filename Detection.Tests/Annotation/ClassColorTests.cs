using Detection.Annotation;

namespace Detection.Tests.Annotation;

public sealed class ClassColorTests
{
    // People come to know them: a change must be one that was meant.
    [Theory]
    [InlineData(0, 255, 137, 80)]
    [InlineData(16, 241, 183, 7)]
    [InlineData(999, 116, 177, 255)]
    public void Of_Class_IsTheSameForever(int classId, int red, int green, int blue) =>
        Assert.Equal(new ClassColor((byte)red, (byte)green, (byte)blue), ClassColor.Of(classId));

    [Fact]
    public void Of_ClassesOfCoco_AreAllDifferent() =>
        Assert.Equal(80, Enumerable.Range(0, 80).Select(ClassColor.Of).Distinct().Count());

    // WCAG 2.2, success criterion 1.4.3: 4.5 to 1.
    [Fact]
    public void Of_AnyClass_CanBeWrittenOnInNearBlack() =>
        Assert.All(Enumerable.Range(0, 1000), classId =>
            Assert.InRange((Luminance(ClassColor.Of(classId)) + 0.05) / (Luminance(new ClassColor(16, 16, 16)) + 0.05), 4.5, 21));

    private static double Luminance(ClassColor color) => (0.2126 * Linear(color.Red)) + (0.7152 * Linear(color.Green)) + (0.0722 * Linear(color.Blue));

    private static double Linear(byte channel) => channel / 255.0 is var value && value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
