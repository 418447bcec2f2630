using TestSupport;

namespace Detection.Tests.Heads;

/// <summary>Raw outputs written by hand, read through the whole library: a 64 x 64 picture in a 64 x 64 input, so that input pixels are picture pixels.</summary>
public sealed class HeadTests : IDisposable
{
    private const int Size = 64;
    private const int Cells = 84;

    private static readonly byte[] Picture = Png.Flat(Size, Size, 100, 100, 100);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ObjectnessRows_AreObjectnessTimesClass()
    {
        float[] values = new float[Cells * 3 * 7];
        Row(values, 10, 7, 32, 24, 20, 16, 0.9f, 0.1f, 0.8f);
        Row(values, 40, 7, 10, 10, 8, 8, 0.6f, 0.7f, 0.0f);
        DetectionResult result = await DetectAsync([1, Cells * 3, 7], values);

        // 0.9 * 0.8 = 0.72 passes; 0.6 * 0.7 = 0.42 does not pass 0.5.
        DetectedObject found = Assert.Single(result.Objects);
        Assert.Equal(("b", 1), (found.ClassName, found.ClassId));
        Assert.Equal(0.72f, found.Confidence, 1e-5f);
        AssertBox(found.Box, 22, 16, 42, 32);
    }

    [Fact]
    public async Task AnchorFreeColumns_TakeTheBestClass()
    {
        float[] values = new float[6 * Cells];
        Column(values, 83, Cells, 32, 24, 20, 16, 0.55f, 0.75f);
        Column(values, 7, Cells, 50, 50, 10, 10, 0.6f, 0.2f);
        DetectionResult result = await DetectAsync([1, 6, Cells], values);

        Assert.Equal([("b", 0.75f), ("a", 0.6f)], result.Objects.Select(found => (found.ClassName, found.Confidence)));
        AssertBox(result.Objects[0].Box, 22, 16, 42, 32);
        AssertBox(result.Objects[1].Box, 45, 45, 55, 55);
    }

    [Fact]
    public async Task AnchorFreeColumns_MultiLabel_ReportsEveryClassAbove()
    {
        float[] values = new float[6 * Cells];
        Column(values, 5, Cells, 32, 24, 20, 16, 0.55f, 0.75f);
        DetectionResult result = await DetectAsync([1, 6, Cells], values, new DetectionOptions { MultiLabel = true });
        Assert.Equal([("b", 0.75f), ("a", 0.55f)], result.Objects.Select(found => (found.ClassName, found.Confidence)));
    }

    [Fact]
    public async Task EndToEndRows_AreFinal()
    {
        // Two boxes of one class one over the other: nothing is suppressed.
        float[] values = new float[10 * 6];
        Row(values, 3, 6, 10, 10, 30, 30, 0.8f, 1);
        Row(values, 4, 6, 10, 10, 30, 31, 0.9f, 1);
        Row(values, 5, 6, 10, 10, 30, 31, 0.4f, 0);
        DetectionResult result = await DetectAsync([1, 10, 6], values);
        Assert.Equal([0.9f, 0.8f], result.Objects.Select(found => found.Confidence));
        AssertBox(result.Objects[1].Box, 10, 10, 30, 30);
    }

    [Fact]
    public async Task YoloXRows_ApplyGridAndStride()
    {
        // Row 64 + 5 is cell (1, 1) of the 4 x 4 map of stride 16: centre (0.5 + 1) * 16 = 24, size exp(ln 2) * 16 = 32.
        float[] values = new float[Cells * 7];
        Row(values, 64 + 5, 7, 0.5f, 0.5f, MathF.Log(2), MathF.Log(2), 0.9f, 0.0f, 1.0f);
        DetectionResult result = await DetectAsync([1, Cells, 7], values);
        DetectedObject found = Assert.Single(result.Objects);
        Assert.Equal((1, 0.9f), (found.ClassId, found.Confidence));
        AssertBox(found.Box, 8, 8, 40, 40);
    }

    [Fact]
    public async Task Suppression_SameClass_KeepsTheBetterAboveTheThreshold()
    {
        // Both 20 x 20, shifted by 5 in x: intersection 15 * 20 = 300, union 500, IoU 0.6.
        float[] values = new float[6 * Cells];
        Column(values, 1, Cells, 30, 30, 20, 20, 0.9f, 0);
        Column(values, 2, Cells, 35, 30, 20, 20, 0.8f, 0);
        Assert.Single((await DetectAsync([1, 6, Cells], values, new DetectionOptions { Iou = 0.59f })).Objects);
        Assert.Equal(2, (await DetectAsync([1, 6, Cells], values, new DetectionOptions { Iou = 0.61f })).Objects.Count);
    }

    [Fact]
    public async Task Suppression_SameScore_KeepsTheSameBoxWhateverElseThereIs()
    {
        // Two boxes of one object with one score, behind ever more others that a lower threshold lets in.
        float[] values = new float[6 * Cells];
        Column(values, 70, Cells, 30, 30, 20, 20, 0.9f, 0);
        Column(values, 71, Cells, 32, 30, 20, 20, 0.9f, 0);
        for (int cell = 0; cell < 60; cell++)
        {
            Column(values, cell, Cells, 2 + cell, 60, 1, 1, 0.2f + (cell % 7 * 0.1f), 0);
        }

        BoundingBox expected = (await DetectAsync([1, 6, Cells], values, new DetectionOptions { Confidence = 0.85f })).Objects[0].Box;
        foreach (float confidence in (float[])[0.75f, 0.65f, 0.45f, 0.25f, 0.1f])
        {
            Assert.Equal(expected, (await DetectAsync([1, 6, Cells], values, new DetectionOptions { Confidence = confidence })).Objects[0].Box);
        }
    }

    [Fact]
    public async Task Suppression_OtherClass_OnlyWhenAgnostic()
    {
        float[] values = new float[6 * Cells];
        Column(values, 1, Cells, 30, 30, 20, 20, 0.9f, 0);
        Column(values, 2, Cells, 30, 30, 20, 20, 0, 0.8f);
        Assert.Equal(2, (await DetectAsync([1, 6, Cells], values)).Objects.Count);
        DetectedObject kept = Assert.Single((await DetectAsync([1, 6, Cells], values, new DetectionOptions { AgnosticNms = true })).Objects);
        Assert.Equal("a", kept.ClassName);
    }

    [Fact]
    public async Task Suppression_AChain_IsSuppressedByTheKeptOnly()
    {
        // Each overlaps its neighbour by IoU 0.6: the second goes, and the third, which only the second would suppress, stays.
        float[] values = new float[6 * Cells];
        Column(values, 1, Cells, 20, 30, 20, 20, 0.9f, 0);
        Column(values, 2, Cells, 25, 30, 20, 20, 0.8f, 0);
        Column(values, 3, Cells, 30, 30, 20, 20, 0.7f, 0);
        DetectionResult result = await DetectAsync([1, 6, Cells], values);
        Assert.Equal([0.9f, 0.7f], result.Objects.Select(found => found.Confidence));
    }

    [Fact]
    public async Task Classes_OnlyTheWanted()
    {
        float[] values = new float[6 * Cells];
        Column(values, 1, Cells, 20, 20, 10, 10, 0.9f, 0);
        Column(values, 2, Cells, 40, 40, 10, 10, 0, 0.8f);
        Assert.Equal("b", Assert.Single((await DetectAsync([1, 6, Cells], values, new DetectionOptions { Classes = ["B"] })).Objects).ClassName);
        Assert.Equal("a", Assert.Single((await DetectAsync([1, 6, Cells], values, new DetectionOptions { Classes = ["0"] })).Objects).ClassName);
        Assert.Equal(2, (await DetectAsync([1, 6, Cells], values, new DetectionOptions { Classes = ["a", "1"] })).Objects.Count);
    }

    [Fact]
    public async Task MaxDetections_KeepsTheBest()
    {
        float[] values = new float[6 * Cells];
        Column(values, 1, Cells, 20, 20, 10, 10, 0.7f, 0);
        Column(values, 2, Cells, 40, 40, 10, 10, 0.8f, 0);
        Assert.Equal(0.8f, Assert.Single((await DetectAsync([1, 6, Cells], values, new DetectionOptions { MaxDetections = 1 })).Objects).Confidence);
    }

    [Fact]
    public async Task Boxes_AreClippedToThePicture_AndThoseOutsideDropped()
    {
        float[] values = new float[10 * 6];
        Row(values, 0, 6, -10, 50, 20, 90, 0.9f, 0);
        Row(values, 1, 6, 70, 10, 90, 20, 0.9f, 0);
        Row(values, 2, 6, float.NaN, 10, 20, 20, 0.9f, 0);
        DetectedObject found = Assert.Single((await DetectAsync([1, 10, 6], values)).Objects);
        AssertBox(found.Box, 0, 50, 20, 64);
    }

    [Fact]
    public async Task HalfPrecision_InAndOut_GivesWhatSinglePrecisionGives()
    {
        // The mean input value is the score: a picture of 114 without padding is 114 / 255 = 0.447.
        byte[] grey = Png.Flat(Size, Size, 114, 114, 114);
        byte[] model = OnnxModelBuilder.WithInput(Size, Size, isHalf: true).WithMeanTimes([20, 40, 60, 80, 1, 0], isHalf: true).WithMetadata("names", "['a']").Build();
        using Detector detector = Load(model);
        DetectedObject found = Assert.Single((await detector.DetectAsync(grey, new DetectionOptions { Confidence = 0.4f })).Objects);
        Assert.Equal(0.447f, found.Confidence, 1e-3f);
        Assert.Equal(0.447f * 20, found.Box.Left, 0.02f);
        Assert.Equal(0.447f * 80, found.Box.Bottom, 0.02f);
        Assert.Equal(Detection.Models.ModelPrecision.Float16, detector.Model.Precision);
    }

    [Theory]
    [InlineData("yolov6")]
    [InlineData("yolox-decoded")]
    public async Task DecodedRowsOnePerCell_AreTakenAsTheyAre(string family)
    {
        float[] values = new float[Cells * 7];
        Row(values, 30, 7, 32, 24, 20, 16, 0.9f, 0.1f, 0.8f);
        _folder.Write("model.json", $$"""{ "family": "{{family}}" }""");
        DetectedObject found = Assert.Single((await DetectAsync([1, Cells, 7], values)).Objects);
        Assert.Equal("b", found.ClassName);
        Assert.Equal(0.72f, found.Confidence, 1e-5f);
        AssertBox(found.Box, 22, 16, 42, 32);
    }

    [Fact]
    public async Task LabelsBoxesScores_AreFinalInAStretchedPicture()
    {
        // Two boxes of one class one over the other: nothing is suppressed. 128 x 64 pixels are squeezed into 64 x 64, and the boxes with them.
        byte[] model = OnnxModelBuilder.WithInput(Size, Size)
            .WithLabelsBoxesScores([1, 0, 1], [0.25f, 0.25f, 0.5f, 0.75f, 0, 0, 1, 1, 0.25f, 0.25f, 0.5f, 0.7f], [0.8f, 0.3f, 0.9f])
            .WithMetadata("names", "['a', 'b']").Build();
        using Detector detector = Load(model);
        DetectionResult result = await detector.DetectAsync(Png.Flat(128, 64, 1, 2, 3));
        Assert.Equal([("b", 0.9f), ("b", 0.8f)], result.Objects.Select(found => (found.ClassName, found.Confidence)));
        AssertBox(result.Objects[1].Box, 32, 16, 64, 48);
    }

    [Fact]
    public async Task LabelsBoxesScores_NonSquareInput_GetsItsWidthThenItsHeight()
    {
        byte[] model = OnnxModelBuilder.WithInput(96, 32).WithLabelsBoxesScores([0], [0.5f, 0.25f, 1, 0.5f], [0.8f]).WithMetadata("names", "['a']").Build();
        using Detector detector = Load(model);
        AssertBox(Assert.Single((await detector.DetectAsync(Picture)).Objects).Box, 32, 16, 64, 32);
    }

    [Fact]
    public async Task ByteInput_GetsRoundedBytes()
    {
        // Left half 10, right half 13 without padding: the mean of the bytes is 11.5, and 11.5 / 20 is the score.
        byte[] picture = Png.Rgb(Size, Size, (x, _) => x < Size / 2 ? ((byte)10, (byte)10, (byte)10) : ((byte)13, (byte)13, (byte)13));
        byte[] model = OnnxModelBuilder.WithBatch(1, Size, Size, isByte: true).WithMeanTimes([1, 2, 3, 4, 0.05f, 0]).WithMetadata("names", "['a']").Build();
        using Detector detector = Load(model);
        DetectedObject found = Assert.Single((await detector.DetectAsync(picture, new DetectionOptions { Confidence = 0.4f })).Objects);
        Assert.Equal(0.575f, found.Confidence, 1e-4f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Batch_OpenOrOfMany_GivesWhatIsOfTheOnePicture(int batch)
    {
        byte[] grey = Png.Flat(Size, Size, 114, 114, 114);
        byte[] model = OnnxModelBuilder.WithBatch(batch, Size, Size).WithMeanTimes([20, 40, 60, 80, 1, 0]).WithMetadata("names", "['a']").Build();
        using Detector detector = Load(model);
        DetectedObject found = Assert.Single((await detector.DetectAsync(grey, new DetectionOptions { Confidence = 0.4f })).Objects);
        Assert.Equal(0.447f, found.Confidence, 1e-3f);
    }

    private static void Row(float[] values, int row, int length, params float[] numbers) => numbers.CopyTo(values, row * length);

    private static void Column(float[] values, int column, int columns, params float[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            values[(i * columns) + column] = numbers[i];
        }
    }

    private static void AssertBox(BoundingBox box, float left, float top, float right, float bottom) =>
        Assert.True(Boxes.LargestEdgeDistance(box, new BoundingBox(left, top, right, bottom)) < 1e-3f, $"{box}");

    private async Task<DetectionResult> DetectAsync(long[] shape, float[] values, DetectionOptions? options = null)
    {
        byte[] model = OnnxModelBuilder.WithInput(Size, Size).WithConstantOutput(shape, values).WithMetadata("names", "{0: 'a', 1: 'b'}").Build();
        using Detector detector = Load(model);
        return await detector.DetectAsync(Picture, options);
    }

    private Detector Load(byte[] model) => new(new DetectorOptions { ModelPath = _folder.Write("model.onnx", model), Sessions = 1 });
}
