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

    private void WriteOrt()
    {
        using SessionOptions options = new() { OptimizedModelFilePath = _folder["model.ort"] };
        options.AddSessionConfigEntry("session.save_model_format", "ORT");
        using InferenceSession session = new(OneBoxModel.Finding("thing"), options);
    }
}
