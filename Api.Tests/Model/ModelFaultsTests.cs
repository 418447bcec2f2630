using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Api.Tests.Analyze;
using Api.Tests.Settings;
using TestSupport;

namespace Api.Tests.Model;

/// <summary>What happens to the model's files under the running service, as a process of its own: nothing of it ends the process.</summary>
[Collection(ServiceProcesses.Name)]
public sealed class ModelFaultsTests : IDisposable
{
    private const string DataName = "model.onnx.data";
    private const string Refused = "The model file has changed and cannot be used";

    private static readonly byte[] Picture = Png.Flat(64, 64, 10, 10, 10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Service_DataFileTruncatedAndWrittenAnew_AnswersThroughoutAndTakesTheNewOne()
    {
        Write(left: 12);
        await using ServiceProcess service = Start();
        using HttpClient client = await service.ConnectAsync();
        Assert.Equal(12, await FindLeftAsync(client));

        using (FileStream data = new(_folder[DataName], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            data.SetLength(0);
        }

        Assert.Equal(12, await FindLeftAsync(client));
        await WaitForAsync(client, "degraded");
        Assert.Equal(12, await FindLeftAsync(client));
        Assert.Single(service.Output.Split('\n'), line => line.Contains(Refused, StringComparison.Ordinal));

        Write(left: 20);
        await WaitForAsync(client, "ready");
        Assert.Equal(20, await FindLeftAsync(client));
    }

    [Fact]
    public async Task Service_ModelOfBatch512_AnswersWithTheOldOneAndSaysSoOnce()
    {
        Write(left: 12);
        await using ServiceProcess service = Start();
        using HttpClient client = await service.ConnectAsync();

        File.Move(_folder.Write("aside", OfBatch512()), _folder["model.onnx"], overwrite: true);

        await WaitForAsync(client, "degraded");
        Assert.Equal(12, await FindLeftAsync(client));
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        Assert.Single(service.Output.Split('\n'), line => line.Contains(Refused, StringComparison.Ordinal));
        Assert.False(service.HasExited);
    }

    [Fact]
    public async Task Start_ModelOfBatch512_EndsWithASentenceAndCode1()
    {
        _folder.Write("model.onnx", OfBatch512());
        await using ServiceProcess service = Start();

        Assert.Equal(1, await service.WaitForExitAsync());
        Assert.Contains("The service cannot start: ", service.Output, StringComparison.Ordinal);
        Assert.Contains("512 pictures of 640x640", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", service.Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Service_NoFileCanBeOpened_AnswersOnAndRecovers()
    {
        Write(left: 12);
        await using ServiceProcess service = Start();
        using HttpClient client = await service.ConnectAsync();
        Assert.Equal(12, await FindLeftAsync(client));

        // The connection is open, and so is all else that an answer needs.
        Limits before = LimitOpenFiles(service.Id, null);
        LimitOpenFiles(service.Id, before with { Current = 1 });
        await WaitForAsync(client, "degraded");
        Assert.Equal(12, await FindLeftAsync(client));
        Assert.Single(service.Output.Split('\n'), line => line.Contains(Refused, StringComparison.Ordinal));

        LimitOpenFiles(service.Id, before);
        await WaitForAsync(client, "ready");
        Assert.Equal(12, await FindLeftAsync(client));
    }

    // Whoever opens a pipe for reading waits for somebody who writes to it.
    [LinuxTheory]
    [InlineData("model.onnx")]
    [InlineData("model.json")]
    [InlineData(DataName)]
    public async Task Service_PipeInThePlaceOfAFile_AnswersOnAndRecovers(string name)
    {
        Write(left: 12);
        await using ServiceProcess service = Start();
        using HttpClient client = await service.ConnectAsync();
        Assert.Equal(12, await FindLeftAsync(client));

        byte[]? before = File.Exists(_folder[name]) ? File.ReadAllBytes(_folder[name]) : null;
        Command.Run("mkfifo", ["aside"], _folder.Path);
        File.Move(_folder["aside"], _folder[name], overwrite: true);
        await WaitForAsync(client, "degraded");
        Assert.Equal(12, await FindLeftAsync(client));

        File.Delete(_folder[name]);
        if (before is not null)
        {
            _folder.Write(name, before);
        }

        await WaitForAsync(client, "ready");
        Assert.Equal(12, await FindLeftAsync(client));
    }

    [LinuxFact]
    public async Task Start_PipeInThePlaceOfTheModel_EndsWithASentenceAndCode1()
    {
        Command.Run("mkfifo", ["model.onnx"], _folder.Path);
        await using ServiceProcess service = Start();

        Assert.Equal(1, await service.WaitForExitAsync());
        Assert.Contains("no regular file", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", service.Output, StringComparison.Ordinal);
    }

    private static byte[] OfBatch512() =>
        OnnxModelBuilder.WithBatch(512, 640, 640).WithMeanTimes([1, 1, 1, 1, 1, 1]).WithMetadata("names", "{0: 'thing'}").Build();

    private static async Task<int> FindLeftAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(Picture));
        return Assert.Single((await AnalyzeAnswer.ReadAsync(response)).Detections).Box.XMin;
    }

    private static async Task WaitForAsync(HttpClient client, string status)
    {
        string text = string.Empty;
        for (int i = 0; i < 400; i++)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri("/health", UriKind.Relative));
            text = await response.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (JsonElement.Parse(text).GetProperty("status").GetString() == status)
            {
                return;
            }

            await Task.Delay(25);
        }

        Assert.Fail($"The service never became {status}: {text}");
    }

    /// <summary>Sets how many files a process may have open, and returns how many it might before.</summary>
    private static Limits LimitOpenFiles(int process, Limits? limits)
    {
        const int OpenFiles = 7;
        int result = SetLimits(process, OpenFiles, limits is { } set ? [set] : null, out Limits before);
        Assert.True(result == 0, $"prlimit failed with error {Marshal.GetLastPInvokeError()}.");
        return before;
    }

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimits(int process, int resource, Limits[]? limits, out Limits before);

    private void Write(float left)
    {
        float[] output = new float[300 * 6];
        ((ReadOnlySpan<float>)[left, 8, 40, 40, 0.9f, 0]).CopyTo(output);
        (byte[] model, byte[] data) = OnnxModelBuilder.WithInput(64, 64).WithConstantOutputFailingWhenBright([1, 300, 6], output)
            .WithMetadata("names", "{0: 'thing'}").BuildWithExternalData(DataName);
        _folder.Write(DataName, data);
        if (!File.Exists(_folder["model.onnx"]))
        {
            _folder.Write("model.onnx", model);
        }
    }

    private ServiceProcess Start() => ServiceProcess.Start(("MODEL_PATH", _folder["model.onnx"]), ("Model__WatchSeconds", "0.05"));

    /// <summary>What a process may use of a resource, as prlimit(2) takes it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limits(nuint Current, nuint Most);
}
