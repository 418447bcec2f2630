using System.Security.Cryptography;
using System.Text.Json;
using Detection.Models;
using ModelTool.Catalogue;
using ModelTool.Commands;
using TestSupport;

namespace ModelTool.Tests.Catalogue;

public sealed class PullCommandTests : IDisposable
{
    private static readonly byte[] File1 = RandomNumberGenerator.GetBytes(200_000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pull_GoodFile_WritesItWithSidecarAndLicence()
    {
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, File1));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["tiny.LICENSE.txt", "tiny.json", "tiny.onnx"], FilesThere());
        Assert.Equal(File1, await File.ReadAllBytesAsync(_folder["tiny.onnx"]));
        Assert.StartsWith("GET /models/tiny.onnx ", Assert.Single(server.Requests), StringComparison.Ordinal);
        ModelSidecar sidecar = ModelSidecar.ReadFor(_folder["tiny.onnx"]);
        Assert.Equal(("tiny", ModelFamily.YoloX), (sidecar.Name, sidecar.Family));
        string license = await File.ReadAllTextAsync(_folder["tiny.LICENSE.txt"]);
        Assert.Contains("Copyright (c) Somebody", license, StringComparison.Ordinal);
        Assert.Contains("END OF TERMS AND CONDITIONS", license, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Again_AsksNobody()
    {
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, File1));
        await PullAsync(server, Known());

        ToolRun run = await PullAsync(server, Known(), "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.False(run.Json.GetProperty("downloaded").GetBoolean());
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_WrongHash_FailsAndLeavesNothing(bool isLengthKnown)
    {
        byte[] other = [.. File1.Reverse()];
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, other));

        ToolRun run = await PullAsync(server, Known(isLengthKnown));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("sent another file", run.Error, StringComparison.Ordinal);
        Assert.Empty(FilesThere());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_MoreBytesThanTheFileHas_FailsAndLeavesNothing()
    {
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, [.. File1, .. File1]));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(FilesThere());
    }

    [Fact]
    public async Task Pull_TransferBreaksOnce_GoesOnByItself()
    {
        using LoopbackServer server = new((request, head) => LoopbackServer.Send(head, File1, request == 1 ? 70_000 : int.MaxValue));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(File1, await File.ReadAllBytesAsync(_folder["tiny.onnx"]));
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("Range: bytes=70000-", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_TransferBreaksAgainAndAgain_GoesOnWithTheNextCall()
    {
        using LoopbackServer server = new((request, head) => LoopbackServer.Send(head, File1, request <= 4 ? 10_000 : int.MaxValue));

        ToolRun first = await PullAsync(server, Known());

        Assert.Equal(1, first.ExitCode);
        Assert.Contains("was interrupted", first.Error, StringComparison.Ordinal);
        Assert.Contains("40000 bytes are in tiny.onnx.part", first.Error, StringComparison.Ordinal);
        Assert.Equal(["tiny.onnx.part"], FilesThere());

        ToolRun second = await PullAsync(server, Known());

        Assert.Equal(0, second.ExitCode);
        Assert.Contains("Range: bytes=40000-", server.Requests.Last(), StringComparison.Ordinal);
        Assert.Equal(File1, await File.ReadAllBytesAsync(_folder["tiny.onnx"]));
        Assert.DoesNotContain("tiny.onnx.part", FilesThere());
    }

    [Fact]
    public async Task Pull_ServerKnowsNoRanges_StartsOver()
    {
        _folder.Write("tiny.onnx.part", File1[..5_000]);
        using LoopbackServer server = new((_, _) => LoopbackServer.Send(string.Empty, File1));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(File1, await File.ReadAllBytesAsync(_folder["tiny.onnx"]));
    }

    [Fact]
    public async Task Pull_PartIsOfAnotherFile_FailsAndTakesItAway()
    {
        _folder.Write("tiny.onnx.part", new byte[5_000]);
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, File1));

        ToolRun first = await PullAsync(server, Known());
        ToolRun second = await PullAsync(server, Known());

        Assert.Equal((1, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(File1, await File.ReadAllBytesAsync(_folder["tiny.onnx"]));
    }

    [Fact]
    public async Task Pull_NobodyThere_FailsWithASentence()
    {
        LoopbackServer gone = new((_, _) => []);
        gone.Dispose();

        ToolRun run = await PullAsync(gone, Known());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("127.0.0.1 cannot be reached", run.Error, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", run.Error, StringComparison.Ordinal);
        Assert.Empty(FilesThere());
    }

    [Theory]
    [InlineData("404 Not Found", 1)]
    [InlineData("503 Service Unavailable", 4)]
    public async Task Pull_ServerRefuses_FailsWithTheStatus(string status, int requests)
    {
        using LoopbackServer server = new((_, _) => LoopbackServer.Status(status));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(status[..3], run.Error, StringComparison.Ordinal);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Empty(FilesThere());
    }

    [Fact]
    public async Task Pull_AnotherFileThere_FailsAndLeavesIt()
    {
        _folder.Write("tiny.onnx", "mine");
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, File1));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["tiny.onnx"]));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_OwnSidecarThere_KeepsIt()
    {
        _folder.Write("tiny.json", """{ "confidence": 0.3 }""");
        using LoopbackServer server = new((_, head) => LoopbackServer.Send(head, File1));

        ToolRun run = await PullAsync(server, Known());

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0.3f, ModelSidecar.ReadFor(_folder["tiny.onnx"]).Confidence);
    }

    [Theory]
    [InlineData("yolo11s", "yolo export model=yolo11s.pt format=onnx")]
    [InlineData("yolov8n.onnx", "yolo export model=yolov8n.pt format=onnx")]
    [InlineData("YOLOv5n", "yolo export model=yolov5nu.pt format=onnx")]
    [InlineData("yolo26n", "yolo export model=yolo26n.pt format=onnx")]
    public async Task Pull_ModelOfUltralytics_SaysHowToExportItAndUnderWhichLicence(string name, string command)
    {
        ToolRun run = await ToolRun.OfAsync("pull", name, "--output", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(command, run.Error, StringComparison.Ordinal);
        Assert.Contains("AGPL-3.0", run.Error, StringComparison.Ordinal);
        Assert.Empty(FilesThere());
    }

    [Fact]
    public async Task Pull_UnknownName_FailsAndNamesTheCatalogue()
    {
        ToolRun run = await ToolRun.OfAsync("pull", "resnet50");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("yolox_nano, yolox_tiny, yolox_s", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WithoutName_ListsTheCatalogue()
    {
        ToolRun run = await ToolRun.OfAsync("pull", "--json");

        Assert.Equal(0, run.ExitCode);
        (string, string, long?)[] models =
        [
            .. run.Json.GetProperty("models").EnumerateArray().Select(model => (
                model.GetProperty("url").GetString()!, model.GetProperty("sha256").GetString()!,
                model.TryGetProperty("bytes", out JsonElement bytes) ? bytes.GetInt64() : (long?)null)),
        ];
        const string Release = "https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0";
        Assert.Equal(
            [
                ($"{Release}/yolox_nano.onnx", "c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d", 3_659_407),
                ($"{Release}/yolox_tiny.onnx", "427cc366d34e27ff7a03e2899b5e3671425c262ea2291f88bb942bc1cc70b0f7", null),
                ($"{Release}/yolox_s.onnx", "c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063", 35_858_002),
            ],
            models);
    }

    private static CatalogueModel Known(bool isLengthKnown = true) => new(
        "tiny", "A file", new Uri("https://example.invalid/tiny.onnx"), Convert.ToHexString(SHA256.HashData(File1)), "Apache-2.0", "Copyright (c) Somebody",
        new ModelSidecar { Name = "tiny", Family = ModelFamily.YoloX }, isLengthKnown ? File1.Length : null);

    private static System.CommandLine.Command Pull(CatalogueModel model) => PullCommand.Create([model], TimeSpan.FromMilliseconds(1));

    private Task<ToolRun> PullAsync(LoopbackServer server, CatalogueModel model, params string[] more) =>
        ToolRun.OfAsync(Pull(model), ["pull", model.Name, "--output", _folder.Path, "--from", server.Address, .. more]);

    private string[] FilesThere() => [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
