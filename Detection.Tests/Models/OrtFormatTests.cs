using Detection.Models;
using Microsoft.ML.OnnxRuntime;
using TestSupport;

namespace Detection.Tests.Models;

/// <summary>Models in ONNX Runtime's own format are models like others.</summary>
public sealed class OrtFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OrtFileInAFolder_IsFoundAndUnderstood()
    {
        WriteOrt();
        _folder.Write("model.json", """{"name": "of the sidecar"}""");

        using Detector detector = new(new DetectorOptions { ModelPath = _folder.Path });

        Assert.Equal(_folder["model.ort"], detector.Model.Path);
        Assert.Equal("of the sidecar", detector.Model.Name);
        Assert.Equal(["thing"], detector.Model.Labels);
        Assert.Equal(ModelFamily.YoloV10, detector.Model.Family);
    }

    [Fact]
    public void Load_OrtBesideOnnx_IsAmbiguous()
    {
        WriteOrt();
        _folder.Write("model.onnx", OneBoxModel.Finding("thing"));

        ModelException exception = Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = _folder.Path }));
        Assert.Contains("several models", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectAsync_OrtFileTruncated_AnswersAsBefore()
    {
        WriteOrt(OneBoxModel.FailingWhenBright());
        using Detector detector = new(new DetectorOptions { ModelPath = _folder["model.ort"], Sessions = 1 });
        byte[] picture = Png.Flat(64, 64, 10, 10, 10);
        DetectedObject before = Assert.Single((await detector.DetectAsync(picture)).Objects);

        using (FileStream file = new(_folder["model.ort"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[file.Length]);
            file.SetLength(0);
        }

        Assert.Equal(before, Assert.Single((await detector.DetectAsync(picture)).Objects));
        Assert.False(detector.Refresh());
        Assert.Equal(ModelFault.Unusable, Assert.Throws<ModelException>(() => detector.Refresh()).Fault);
        Assert.Equal(before, Assert.Single((await detector.DetectAsync(picture)).Objects));
    }

    private void WriteOrt(byte[]? model = null)
    {
        using SessionOptions options = new() { OptimizedModelFilePath = _folder["model.ort"] };
        options.AddSessionConfigEntry("session.save_model_format", "ORT");
        using InferenceSession session = new(model ?? OneBoxModel.Finding("thing"), options);
    }
}
