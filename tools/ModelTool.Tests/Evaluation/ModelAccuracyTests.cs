using Detection;
using ModelTool.Evaluation;
using TestSupport;

namespace ModelTool.Tests.Evaluation;

/// <summary>The whole library measured as a validator does, against what an independent pipeline gives with the same models on the same pictures.</summary>
public sealed class ModelAccuracyTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const double Tolerance = 0.005;

    [SharedDataTheory]
    [InlineData("yolov5n.onnx", 0.294)]
    [InlineData("yolov8n-fp32-from-int8.onnx", 0.396)]
    [InlineData("yolo26n-fp32-from-int8.onnx", 0.423)]
    [InlineData("yolox_nano-416.onnx", 0.300)]
    public Task MeasureAsync_Val2017_IsWhatAnIndependentPipelineGets(string model, double expected) =>
        AssertAveragePrecisionAsync(SharedData.Model(model), expected);

    [SharedDataFact]
    public Task MeasureAsync_EmbeddedModel_IsWhatAnIndependentPipelineGets() => AssertAveragePrecisionAsync(RepositoryFiles.EmbeddedModel, 0.252);

    private async Task AssertAveragePrecisionAsync(string path, double expected)
    {
        CocoAnnotations truth = CocoAnnotations.Load(SharedData.PathOf("coco", "instances_val2017.json"));
        using Detector detector = new(new DetectorOptions { ModelPath = path });
        CocoResult result = await ModelAccuracy.MeasureAsync(
            detector, truth, SharedData.PathOf("coco", "val2017"), ModelAccuracy.UsualIou(detector.Model.Family));
        output.WriteLine($"{detector.Model.Name}: AP {result.Ap:F4}, AP50 {result.Ap50:F4}, AP75 {result.Ap75:F4} (expected {expected:F3})");
        Assert.InRange(result.Ap, expected - Tolerance, expected + Tolerance);
    }
}
