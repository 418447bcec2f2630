using Detection.Imaging;
using Detection.Models;
using TestSupport;

namespace Detection.Tests.Models;

/// <summary>What a model's file and its sidecar say is understood, and what stays ambiguous is refused by name.</summary>
public sealed class ModelInterpretationTests : IDisposable
{
    private const int Input = 96;

    // An input of 96 x 96 has 12*12 + 6*6 + 3*3 cells.
    private const int Cells = 189;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ThreeRowsACell_IsYoloV5()
    {
        using Detector detector = Load(WithOutput(Cells * 3, 5 + 2).WithMetadata("names", "{0: 'cat', 1: 'dog'}"));
        Assert.Equal(ModelFamily.YoloV5, detector.Model.Family);
        Assert.Equal(["cat", "dog"], detector.Model.Labels);
        Assert.Equal(PixelNormalization.UnitRgb.Channels, detector.Model.Normalization.Channels);
    }

    [Fact]
    public void Load_ColumnACell_IsYoloV8()
    {
        using Detector detector = Load(WithOutput(4 + 3, Cells).WithMetadata("names", "['a', 'b', \"driver's seat\"]"));
        Assert.Equal(ModelFamily.YoloV8, detector.Model.Family);
        Assert.Equal(["a", "b", "driver's seat"], detector.Model.Labels);
    }

    [Fact]
    public void Load_SixColumnsOfNoGrid_IsEndToEnd()
    {
        using Detector detector = Load(WithOutput(300, 6).WithMetadata("names", "{0: 'a', 1: 'b'}"));
        Assert.Equal(ModelFamily.YoloV10, detector.Model.Family);
    }

    [Fact]
    public void Load_OneRowACellAroundZero_IsYoloXAsReleased()
    {
        using Detector detector = Load(WithOutput(Cells, 5 + 80));
        Assert.Equal(ModelFamily.YoloX, detector.Model.Family);
        Assert.Equal(80, detector.Model.Labels.Count);
        Assert.Equal("toothbrush", detector.Model.Labels[79]);
        Assert.Equal(ChannelOrder.Bgr, detector.Model.Normalization.Channels);
        Assert.Equal(1, detector.Model.Normalization.Scale);
        Assert.Equal(LetterboxAnchor.TopLeft, detector.Model.Normalization.Anchor);
    }

    [Fact]
    public void Load_OneDecodedRowACell_IsRefusedNamingFamily()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(DecodedRows()));
        Assert.Contains("'family'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("yolov6", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yolov6", ModelFamily.YoloV6, ChannelOrder.Rgb)]
    [InlineData("yolox-decoded", ModelFamily.YoloXDecoded, ChannelOrder.Bgr)]
    public void Load_OneDecodedRowACellWithSidecar_TakesItsWord(string family, ModelFamily expected, ChannelOrder channels)
    {
        using Detector detector = Load(DecodedRows(), $$"""{ "family": "{{family}}" }""");
        Assert.Equal(expected, detector.Model.Family);
        Assert.Equal(channels, detector.Model.Normalization.Channels);
    }

    [Fact]
    public void Load_NoNamesAndNotEightyClasses_IsRefusedNamingLabels()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(WithOutput(4 + 7, Cells)));
        Assert.Contains("7 classes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'labels'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EndToEndWithoutNames_IsRefusedNamingLabels()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(WithOutput(300, 6)));
        Assert.Contains("'labels'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ShapeOfNoFamily_IsRefusedNamingFamily()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(WithOutput(123, 17)));
        Assert.Contains("'family'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ShapeOfTwoFamilies_IsRefusedNamingBoth()
    {
        // 64 x 64 has 84 cells at strides 8, 16, 32 and 85 with 64: 84 x 85 is 84 rows of 80 classes with objectness, and 80 classes of 85 boxes.
        OnnxModelBuilder model = OnnxModelBuilder.WithInput(64, 64).WithConstantOutput([1, 84, 85], new float[84 * 85]);
        ModelException exception = Assert.Throws<ModelException>(() => Load(model));
        Assert.Contains("'family' (yolov8, yolox)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FamilyThatDoesNotFitTheOutput_IsRefused() =>
        Assert.Contains("family", Assert.Throws<ModelException>(() => Load(WithOutput(300, 6), """{ "family": "yolox" }""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_MoreNamesThanClasses_IsRefused()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(WithOutput(4 + 3, Cells), """{ "family": "yolov8", "labels": ["a", "b"] }"""));
        Assert.Contains("3 classes but 2 names", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherTask_IsRefused()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(WithOutput(4 + 80, Cells).WithMetadata("task", "segment")));
        Assert.Contains("'segment'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TwoInputs_IsRefused()
    {
        OnnxModelBuilder model = WithOutput(4 + 80, Cells).AndInput("more", 1, 2);
        Assert.Contains("2 inputs (images 1x3x96x96, more 1x2)", Assert.Throws<ModelException>(() => Load(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelsBoxesAndScores_IsTheDetrKind()
    {
        using Detector detector = Load(OnnxModelBuilder.WithInput(Input, Input).WithLabelsBoxesScores([0], [0, 0, 1, 1], [0.9f]), """{ "labels": ["a"] }""");
        Assert.Equal(ModelFamily.Detr, detector.Model.Family);
        Assert.Equal(LetterboxAnchor.Stretch, detector.Model.Normalization.Anchor);
        Assert.Equal(ChannelOrder.Rgb, detector.Model.Normalization.Channels);
    }

    [Fact]
    public void Load_LabelsBoxesAndScoresWithoutNames_IsRefusedNamingLabels()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(OnnxModelBuilder.WithInput(Input, Input).WithLabelsBoxesScores([0], [0, 0, 1, 1], [0.9f])));
        Assert.Contains("'labels'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ByteInput_TakesBytesAsTheyAre()
    {
        using Detector detector = Load(OnnxModelBuilder.WithBatch(1, Input, Input, isByte: true).WithConstantOutput([1, 84, Cells], new float[84 * Cells]));
        Assert.Equal(ModelPrecision.UInt8, detector.Model.Precision);
        Assert.Equal((1, ChannelOrder.Rgb), (detector.Model.Normalization.Scale, detector.Model.Normalization.Channels));
    }

    [Fact]
    public void Load_ByteInputWithScale_IsRefused()
    {
        OnnxModelBuilder model = OnnxModelBuilder.WithBatch(1, Input, Input, isByte: true).WithConstantOutput([1, 84, Cells], new float[84 * Cells]);
        Assert.Contains("'scale'", Assert.Throws<ModelException>(() => Load(model, """{ "scale": 0.5 }""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NotAModel_SaysSo()
    {
        string path = _folder.Write("model.onnx", "this is no model");
        Assert.Contains("model.onnx", Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = path })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SidecarWithFaults_NamesAllOfThem()
    {
        ModelException exception = Assert.Throws<ModelException>(() =>
            Load(WithOutput(4 + 80, Cells), """{ "labels": [], "mean": [1], "std": [0, 1, 1], "iou": 2, "input_size": [0] }"""));
        Assert.All(["labels", "mean", "std", "iou", "input_size"], member => Assert.Contains(member, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_SidecarWithTypingError_NamesIt()
    {
        ModelException exception = Assert.Throws<ModelException>(() => Load(WithOutput(4 + 80, Cells), """{ "lables": ["a"] }"""));
        Assert.Contains("lables", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Sidecar_BeatsTheFamilysWay()
    {
        using Detector detector = Load(
            WithOutput(4 + 80, Cells),
            """{ "name": "mine", "version": "2", "channels": "bgr", "scale": 1, "mean": [1, 2, 3], "std": [4, 5, 6], "letterbox": "top-left", "pad": 0, "confidence": 0.3, "iou": 0.6 }""");
        Assert.Equal("mine", detector.Model.Name);
        Assert.Equal("2", detector.Model.Version);
        PixelNormalization normalization = detector.Model.Normalization;
        Assert.Equal(ChannelOrder.Bgr, normalization.Channels);
        Assert.Equal(1, normalization.Scale);
        Assert.Equal([1, 2, 3], normalization.Mean);
        Assert.Equal([4, 5, 6], normalization.Std);
        Assert.Equal(LetterboxAnchor.TopLeft, normalization.Anchor);
        Assert.Equal(0, normalization.Pad);
        Assert.Equal((0.3f, 0.6f), (detector.Confidence, detector.Iou));
    }

    [Fact]
    public void Thresholds_OptionsBeatModelBeatsDefaults()
    {
        string path = _folder.Write("model.onnx", WithOutput(4 + 80, Cells).Build());
        using (Detector plain = new(new DetectorOptions { ModelPath = path, Sessions = 1 }))
        {
            Assert.Equal((0.5f, 0.45f), (plain.Confidence, plain.Iou));
        }

        _folder.Write("model.json", """{ "confidence": 0.3, "iou": 0.6 }""");
        using Detector configured = new(new DetectorOptions { ModelPath = path, Sessions = 1, ConfidenceThreshold = 0.2f });
        Assert.Equal((0.2f, 0.6f), (configured.Confidence, configured.Iou));
    }

    [Fact]
    public void Load_DynamicInput_TakesSidecarThenOptionsThenMetadataThen640()
    {
        OnnxModelBuilder model = OnnxModelBuilder.WithInput(0, 0).WithConstantOutput([1, 300, 6], new float[1800]).WithMetadata("names", "['a']");
        using (Detector detector = Load(model))
        {
            Assert.Equal((640, 640, true), (detector.Model.InputWidth, detector.Model.InputHeight, detector.Model.HasDynamicInput));
        }

        model.WithMetadata("imgsz", "[96, 128]");
        using (Detector detector = Load(model))
        {
            Assert.Equal((128, 96), (detector.Model.InputWidth, detector.Model.InputHeight));
        }

        using (Detector detector = Load(model, options: new DetectorOptions { InputSize = 320 }))
        {
            Assert.Equal((320, 320), (detector.Model.InputWidth, detector.Model.InputHeight));
        }

        using (Detector detector = Load(model, """{ "input_size": [64, 32] }""", new DetectorOptions { InputSize = 320 }))
        {
            Assert.Equal((64, 32), (detector.Model.InputWidth, detector.Model.InputHeight));
        }
    }

    [Fact]
    public void Locate_FolderWithSeveralModels_NamesThem()
    {
        _folder.Write("a.onnx", "x");
        _folder.Write("b.onnx", "x");
        ModelException exception = Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = _folder.Path }));
        Assert.Contains("a.onnx, b.onnx", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_FolderWithOneModel_TakesIt()
    {
        _folder.Write("only.onnx", WithOutput(4 + 80, Cells).Build());
        using Detector detector = new(new DetectorOptions { ModelPath = _folder.Path, Sessions = 1 });
        Assert.Equal("only", detector.Model.Name);
    }

    [Fact]
    public void Locate_NothingThere_SaysSo() =>
        Assert.Contains("does not exist", Assert.Throws<ModelException>(() =>
            new Detector(new DetectorOptions { ModelPath = Path.Combine(_folder.Path, "none.onnx") })).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_NothingConfigured_TakesTheEmbeddedModel()
    {
        using Detector detector = new();
        Assert.Equal("nanodet-g-416", detector.Model.Name);
        Assert.Equal((0.35f, 0.5f), (detector.Confidence, detector.Iou));
        Assert.Equal((416, 416), (detector.Model.InputWidth, detector.Model.InputHeight));
    }

    private static OnnxModelBuilder WithOutput(int rows, int columns) =>
        OnnxModelBuilder.WithInput(Input, Input).WithConstantOutput([1, rows, columns], new float[rows * columns]);

    /// <summary>Boxes in the middle of their cells, in input pixels.</summary>
    private static OnnxModelBuilder DecodedRows()
    {
        const int Columns = 5 + 80;
        float[] values = new float[Cells * Columns];
        int row = 0;
        foreach (int stride in (int[])[8, 16, 32])
        {
            for (int y = 0; y < Input / stride; y++)
            {
                for (int x = 0; x < Input / stride; x++, row++)
                {
                    float[] box = [(x + 0.5f) * stride, (y + 0.5f) * stride, 2 * stride, 2 * stride];
                    box.CopyTo(values, row * Columns);
                }
            }
        }

        return OnnxModelBuilder.WithInput(Input, Input).WithConstantOutput([1, Cells, Columns], values);
    }

    private Detector Load(OnnxModelBuilder model, string? sidecar = null, DetectorOptions? options = null)
    {
        options ??= new DetectorOptions();
        options.ModelPath = _folder.Write("model.onnx", model.Build());
        options.Sessions = 1;
        if (sidecar is not null)
        {
            _folder.Write("model.json", sidecar);
        }

        return new Detector(options);
    }
}
