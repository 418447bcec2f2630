using Detection.Models;
using TestSupport;

namespace Detection.Tests.Models;

/// <summary>Models that keep their weights in other files beside them.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private const string DataName = "model.onnx.data";

    private static readonly byte[] Picture = Png.Flat(64, 64, 10, 10, 10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DataName, 1, false, true)]
    [InlineData("weights/part 1.bin", 2, false, true)]
    [InlineData(DataName, 1, true, true)]
    [InlineData(DataName, 1, false, false)]
    public async Task Load_WeightsInAnotherFile_AnswersWithThem(string location, int threads, bool inNodes, bool withLength)
    {
        using Detector detector = Load(location, threads, inNodes, withLength);

        Assert.Equal(12, await FindLeftAsync(detector));
    }

    [Fact]
    public async Task DetectAsync_DataTruncated_AnswersAsBeforeAndRefreshRefuses()
    {
        using Detector detector = Load();
        Truncate(DataName);

        Assert.Equal(12, await FindLeftAsync(detector));
        Assert.False(detector.Refresh());
        ModelException refusal = Assert.Throws<ModelException>(() => detector.Refresh());
        Assert.Contains("model.onnx.data", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("is empty", refusal.Message, StringComparison.Ordinal);
        Assert.Same(refusal, detector.Refusal);
        Assert.False(RefreshTwice(detector));
        Assert.Equal(12, await FindLeftAsync(detector));
    }

    [Fact]
    public async Task DetectAsync_DataOverwrittenInPlace_AnswersAsBeforeUntilRefreshTakesIt()
    {
        using Detector detector = Load();
        OverwriteInPlace(DataName, OneBoxModel.InTwoFiles(DataName, left: 20).Data);

        Assert.Equal(12, await FindLeftAsync(detector));
        Assert.True(RefreshTwice(detector));
        Assert.Equal(20, await FindLeftAsync(detector));
        Assert.False(RefreshTwice(detector));
    }

    [Fact]
    public async Task Refresh_DataReplacedByRename_TakesIt()
    {
        using Detector detector = Load();
        _folder.Write("aside", OneBoxModel.InTwoFiles(DataName, left: 20).Data);
        File.Move(_folder["aside"], _folder[DataName], overwrite: true);

        Assert.True(RefreshTwice(detector));
        Assert.Equal(20, await FindLeftAsync(detector));
    }

    [Fact]
    public async Task Refresh_DataGoneAndBack_IsMissingMeanwhile()
    {
        using Detector detector = Load();
        File.Move(_folder[DataName], _folder["aside"]);

        Assert.False(detector.Refresh());
        Assert.Equal(ModelFault.Missing, Assert.Throws<ModelException>(() => detector.Refresh()).Fault);
        Assert.False(RefreshTwice(detector));
        Assert.Equal(12, await FindLeftAsync(detector));

        File.Move(_folder["aside"], _folder[DataName]);
        Assert.False(detector.Refresh());
        Assert.Null(detector.Refusal);
    }

    [Fact]
    public async Task Refresh_ModelReplacedByOneWithOtherData_TakesBoth()
    {
        using Detector detector = Load();
        (byte[] model, byte[] data) = OneBoxModel.InTwoFiles("other.bin", left: 20);
        _folder.Write("model.onnx", model);

        // The model came first: it waits for its data.
        Assert.False(detector.Refresh());
        Assert.Equal(ModelFault.Missing, Assert.Throws<ModelException>(() => detector.Refresh()).Fault);
        _folder.Write("other.bin", data);
        Assert.True(RefreshTwice(detector));
        Assert.Equal(20, await FindLeftAsync(detector));
    }

    [Fact]
    public void Load_DataMissing_SaysWhichFile()
    {
        _folder.Write("model.onnx", OneBoxModel.InTwoFiles(DataName).Model);

        ModelException exception = Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = _folder["model.onnx"] }));

        Assert.Equal(ModelFault.Missing, exception.Fault);
        Assert.Contains($"{_folder[DataName]}, which does not exist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DataTooShort_SaysWhatIsMissing()
    {
        (byte[] model, byte[] data) = OneBoxModel.InTwoFiles(DataName);
        _folder.Write("model.onnx", model);
        _folder.Write(DataName, data[..^1]);

        ModelException exception = Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = _folder["model.onnx"] }));

        Assert.Equal(ModelFault.Unusable, exception.Fault);
        Assert.Contains($"has only {data.Length - 1} bytes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("..\\outside.bin")]
    [InlineData("weights/../../outside.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("\\outside.bin")]
    [InlineData("")]
    public void Load_DataOutsideTheFolder_IsRefused(string location)
    {
        (byte[] model, byte[] data) = OneBoxModel.InTwoFiles(location);
        string path = _folder.Write("folder/model.onnx", model);
        _folder.Write("outside.bin", data);

        ModelException exception = Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = path }));

        Assert.Equal(ModelFault.Unusable, exception.Fault);
        Assert.Contains("must be in the folder of the model", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelCutOffAtAnyByte_IsRefusedWithASentence()
    {
        (byte[] model, byte[] data) = OneBoxModel.InTwoFiles(DataName);
        _folder.Write(DataName, data);
        for (int length = 0; length < model.Length; length += 7)
        {
            string path = _folder.Write("model.onnx", model[..length]);
            ModelException exception = Assert.Throws<ModelException>(() => new Detector(new DetectorOptions { ModelPath = path, Sessions = 1 }));
            Assert.Contains("model", exception.Message, StringComparison.Ordinal);
        }
    }

    private static bool RefreshTwice(Detector detector) => detector.Refresh() | detector.Refresh();

    private static async Task<float> FindLeftAsync(Detector detector) => MathF.Round(Assert.Single((await detector.DetectAsync(Picture)).Objects).Box.Left);

    private Detector Load(string location = DataName, int threads = 1, bool inNodes = false, bool withLength = true)
    {
        (byte[] model, byte[] data) = OneBoxModel.InTwoFiles(location, left: 12, inNodes, withLength);
        _folder.Write("model.onnx", model);
        _folder.Write(location, data);
        return new Detector(new DetectorOptions { ModelPath = _folder["model.onnx"], Sessions = 2, ThreadsPerSession = threads });
    }

    private void Truncate(string name)
    {
        using FileStream file = new(_folder[name], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    private void OverwriteInPlace(string name, byte[] content)
    {
        using FileStream file = new(_folder[name], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(content);
    }
}
