using Detection.Models;
using TestSupport;

namespace Detection.Tests;

/// <summary>The model's file is replaced while the detector works.</summary>
public sealed class ModelReplacementTests : IDisposable
{
    private static readonly byte[] Picture = Png.Flat(64, 64, 10, 10, 10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Refresh_FileReplaced_TakesItOnceItHoldsStill()
    {
        using Detector detector = Load("cat");
        Assert.False(detector.Refresh());
        Write("dog");
        Assert.False(detector.Refresh());
        Assert.Equal("cat", await FindAsync(detector));
        Assert.True(detector.Refresh());
        Assert.Equal("dog", await FindAsync(detector));
        Assert.Equal(["dog"], detector.Model.Labels);
        Assert.False(detector.Refresh());
    }

    [Fact]
    public async Task Refresh_SidecarReplaced_TakesIt()
    {
        using Detector detector = Load("cat");
        _folder.Write("model.json", """{ "labels": ["lion"] }""");
        Assert.True(RefreshTwice(detector));
        Assert.Equal("lion", await FindAsync(detector));
    }

    [Fact]
    public async Task Refresh_FileOfAnotherNameInTheFolder_TakesIt()
    {
        Write("cat");
        using Detector detector = new(new DetectorOptions { ModelPath = _folder.Path });
        File.Delete(_folder["model.onnx"]);
        _folder.Write("newer.onnx", OneBoxModel.Finding("dog"));
        Assert.True(RefreshTwice(detector));
        Assert.Equal("dog", await FindAsync(detector));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refresh_UnusableFile_IsRefusedOnceAndTheOldModelAnswersOn(bool isHalf)
    {
        using Detector detector = Load("cat");
        byte[] next = OneBoxModel.Finding("dog");
        _folder.Write("model.onnx", isHalf ? next[..(next.Length / 2)] : [1, 2, 3]);
        Assert.False(detector.Refresh());
        Assert.Null(detector.Refusal);
        ModelException refusal = Assert.Throws<ModelException>(() => detector.Refresh());
        Assert.Same(refusal, detector.Refusal);
        Assert.False(RefreshTwice(detector));
        Assert.Equal("cat", await FindAsync(detector));

        _folder.Write("model.onnx", next);
        Assert.True(RefreshTwice(detector));
        Assert.Null(detector.Refusal);
        Assert.Equal("dog", await FindAsync(detector));
    }

    [Fact]
    public async Task Refresh_BatchTooLargeForMemory_IsRefusedOnceAndTheOldModelAnswersOn()
    {
        using Detector detector = Load("cat");
        _folder.Write("model.onnx", OnnxModelBuilder.WithBatch(512, 640, 640).WithMeanTimes([1, 1, 1, 1, 1, 1]).WithMetadata("names", "{0: 'dog'}").Build());
        Assert.False(detector.Refresh());
        ModelException refusal = Assert.Throws<ModelException>(() => detector.Refresh());
        Assert.Contains("512 pictures of 640x640", refusal.Message, StringComparison.Ordinal);
        Assert.Same(refusal, detector.Refusal);
        Assert.False(RefreshTwice(detector));
        Assert.Equal("cat", await FindAsync(detector));
    }

    [Fact]
    public async Task Refresh_FolderGoneAndBack_IsDegradedMeanwhile()
    {
        string path = _folder.Write("models/model.onnx", OneBoxModel.Finding("cat"));
        using Detector detector = new(new DetectorOptions { ModelPath = _folder["models"] });
        Directory.Move(_folder["models"], _folder["aside"]);
        Assert.False(detector.Refresh());
        Assert.Equal(ModelFault.Missing, Assert.Throws<ModelException>(() => detector.Refresh()).Fault);
        Assert.Equal("cat", await FindAsync(detector));

        Directory.Move(_folder["aside"], _folder["models"]);
        Assert.False(detector.Refresh());
        Assert.Null(detector.Refusal);
        Assert.Equal(path, detector.Model.Path);
    }

    [Fact]
    public async Task Refresh_SidecarCannotBeRead_IsRefusedOnceUntilItIsGone()
    {
        using Detector detector = Load("cat");
        Directory.CreateDirectory(_folder["model.json"]);
        Assert.False(detector.Refresh());
        Assert.Contains("cannot be read", Assert.Throws<ModelException>(() => detector.Refresh()).Message, StringComparison.Ordinal);
        Assert.False(RefreshTwice(detector));
        Assert.Equal("cat", await FindAsync(detector));

        Directory.Delete(_folder["model.json"]);
        Assert.False(detector.Refresh());
        Assert.Null(detector.Refusal);
    }

    [Fact]
    public async Task Refresh_FileGoneAndBack_IsDegradedMeanwhile()
    {
        using Detector detector = Load("cat");
        File.Move(_folder["model.onnx"], _folder["aside"]);
        Assert.False(detector.Refresh());
        Assert.Equal(ModelFault.Missing, Assert.Throws<ModelException>(() => detector.Refresh()).Fault);
        Assert.Equal(ModelFault.Missing, detector.Refusal?.Fault);
        Assert.Equal("cat", await FindAsync(detector));

        File.Move(_folder["aside"], _folder["model.onnx"]);
        Assert.False(detector.Refresh());
        Assert.Null(detector.Refusal);
    }

    [Fact]
    public void Refresh_SecondModelInTheFolder_IsRefusedAsAmbiguous()
    {
        Write("cat");
        using Detector detector = new(new DetectorOptions { ModelPath = _folder.Path });
        _folder.Write("another.onnx", OneBoxModel.Finding("dog"));
        Assert.False(detector.Refresh());
        Assert.Contains("several models", Assert.Throws<ModelException>(() => detector.Refresh()).Message, StringComparison.Ordinal);
        File.Delete(_folder["another.onnx"]);
        Assert.False(detector.Refresh());
        Assert.Null(detector.Refusal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Refresh_UnderLoad_FailsNoCallAndMixesNone(int threads)
    {
        using Detector detector = Load("class0", threads);
        using CancellationTokenSource end = new();
        Task<string[]>[] callers = [.. Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            List<string> found = [];
            while (!end.IsCancellationRequested)
            {
                found.Add(await FindAsync(detector));
            }

            return found.ToArray();
        }))];

        const int Replacements = 30;
        for (int i = 1; i <= Replacements; i++)
        {
            Write($"class{i}");
            Assert.True(RefreshTwice(detector));
            await Task.Delay(5);
        }

        await end.CancelAsync();
        foreach (string[] found in await Task.WhenAll(callers))
        {
            // Each caller saw the models in the order they came.
            int[] order = [.. found.Select(name => int.Parse(name["class".Length..], System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(order.Order(), order);
        }

        Assert.Equal($"class{Replacements}", await FindAsync(detector));
    }

    [Fact]
    public async Task DetectAsync_ModelReplacedDuringTheWait_TakesTheClassesOfTheNewOne()
    {
        using Detector detector = Load("cat");
        DetectionOptions dogs = new() { Classes = ["dog"] };
        await Assert.ThrowsAsync<DetectionOptionException>(async () => await detector.DetectAsync(Picture, dogs));
        Write("dog");
        Assert.True(RefreshTwice(detector));
        Assert.Single((await detector.DetectAsync(Picture, dogs)).Objects);
    }

    private static bool RefreshTwice(Detector detector) => detector.Refresh() | detector.Refresh();

    private static async Task<string> FindAsync(Detector detector) => Assert.Single((await detector.DetectAsync(Picture)).Objects).ClassName;

    private Detector Load(string className, int threads = 1)
    {
        Write(className);
        return new Detector(new DetectorOptions { ModelPath = _folder["model.onnx"], Sessions = 2, ThreadsPerSession = threads });
    }

    private void Write(string className) => _folder.Write("model.onnx", OneBoxModel.Finding(className));
}
