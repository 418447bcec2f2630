using System.Diagnostics;
using System.IO.Compression;
using Deploy.Packaging;

namespace Deploy.Tests.Packaging;

public sealed class LambdaPackagerTests : IDisposable
{
    private const int Mode755 = 0x81ED;
    private const int Mode644 = 0x81A4;

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _warnings = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Make_ProvidedRuntime_ZipsWhatTheServiceNeedsAndTheBootstrap()
    {
        Make(PublishedService.Write(_folder), Options());

        Assert.Equal(PublishedService.WantedWithBootstrap, Names("lambda.zip"));
        Assert.Empty(_warnings.ToString());
    }

    [Fact]
    public void Make_ManagedRuntime_HasNoBootstrap()
    {
        Make(PublishedService.Write(_folder), Options() with { Runtime = LambdaRuntime.Managed });

        Assert.DoesNotContain("bootstrap", Names("lambda.zip"));
    }

    [Theory]
    [InlineData(LambdaRuntime.Provided, false, false)]
    [InlineData(LambdaRuntime.Provided, true, true)]
    [InlineData(LambdaRuntime.Managed, false, true)]
    public void Make_ApiDocumentation_GoesWithTheOpenApiPages(object runtime, bool openApiPages, bool expected)
    {
        Make(PublishedService.Write(_folder), Options() with { Runtime = (LambdaRuntime)runtime, OpenApiPages = openApiPages });

        Assert.Equal(expected, Names("lambda.zip").Contains("Api.xml"));
    }

    [Fact]
    public void Make_Modes_OnlyBootstrapAndServiceAreExecutable()
    {
        Make(PublishedService.Write(_folder), Options());

        using ZipArchive zip = ZipFile.OpenRead(_folder["out", "lambda.zip"]);
        Assert.All(zip.Entries, entry => Assert.Equal(entry.FullName is "Api" or "bootstrap" ? Mode755 : Mode644, entry.ExternalAttributes >>> 16));
    }

    [Fact]
    public void Make_SameContentWrittenAnotherDay_SameBytes()
    {
        string first = PublishedService.Write(_folder, "first");
        string second = PublishedService.Write(_folder, "second");
        foreach (string file in Directory.EnumerateFiles(second, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        Make(first, Options() with { Output = _folder["a"] });
        Make(second, Options() with { Output = _folder["b"] });

        Assert.Equal(File.ReadAllBytes(_folder["a", "lambda.zip"]), File.ReadAllBytes(_folder["b", "lambda.zip"]));
    }

    [Fact]
    public void Make_Bootstrap_BecomesTheServiceInItsFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Make(PublishedService.Write(_folder), Options());
        ZipFile.ExtractToDirectory(_folder["out", "lambda.zip"], _folder["task"]);

        ProcessStartInfo start = new(_folder["task", "bootstrap"]) { WorkingDirectory = "/", RedirectStandardOutput = true };
        start.Environment["LAMBDA_TASK_ROOT"] = _folder["task"];
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();

        // The service says its process id and folder: the id is that of the bootstrap, which has become it.
        Assert.Equal($"{process.Id} {_folder["task"]}", said);
    }

    [Fact]
    public void Make_Report_SaysSizesAndLargestFiles()
    {
        string publish = PublishedService.Write(_folder);
        _folder.Write("publish/model/embedded.onnx", new byte[3 * 1024 * 1024]);

        Make(publish, Options());

        string[] lines = _output.ToString().Split('\n');
        Assert.Matches(@"lambda\.zip: 0\.0 MB zipped, 3\.0 MB unzipped, 12 files$", lines[0].TrimEnd());
        Assert.Equal("     3.0 MB  model/embedded.onnx", lines[2].TrimEnd());
    }

    [Fact]
    public void Make_AboveDirectUpload_WarnsAndKeepsTheZip()
    {
        Make(PublishedService.Write(_folder), Options(), new PackageLimits { DirectUpload = 100 });

        Assert.Matches(@"Warning: lambda\.zip is .* MB, above the .* MB of a direct upload", _warnings.ToString());
        Assert.True(File.Exists(_folder["out", "lambda.zip"]));
    }

    [Fact]
    public void Make_LargeModel_Warns()
    {
        Make(PublishedService.Write(_folder), Options(), new PackageLimits { Model = 10 });

        Assert.Contains("Warning: the model embedded.onnx alone is", _warnings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_Above250MegabytesUnzipped_RefusesAndLeavesNoZip()
    {
        string publish = PublishedService.Write(_folder);
        _folder.Write("out/lambda.zip", "an older one");
        using (FileStream sparse = File.Create(_folder["publish", "model", "embedded.onnx"]))
        {
            sparse.SetLength(251L * 1024 * 1024);
        }

        DeployException refused = Assert.Throws<DeployException>(() => Make(publish, Options()));

        Assert.StartsWith("A function with its layers may have 250.0 MB unzipped, this one has 251.0 MB", refused.Message, StringComparison.Ordinal);
        Assert.Contains("model/embedded.onnx", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("the model embedded.onnx alone is 251.0 MB", _warnings.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out", "lambda.zip"]));
    }

    [Fact]
    public void Make_ModelInLayerAboveTheLimit_RefusesToo()
    {
        string publish = PublishedService.Write(_folder);

        Assert.Throws<DeployException>(() => Make(publish, Options() with { ModelAsLayer = true }, new PackageLimits { Unzipped = 300 }));
    }

    [Fact]
    public void Make_OtherModel_ReplacesTheEmbeddedOneAndBringsItsSidecar()
    {
        string model = _folder.Write("models/other.onnx", "other model");
        _folder.Write("models/other.json", "{}");

        Make(PublishedService.Write(_folder), Options() with { Model = model });

        Assert.Equal(["model/other.json", "model/other.onnx"], Names("lambda.zip").Where(name => name.StartsWith("model/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Make_ModelAsLayer_LandsInOptMlModelAndNotInTheFunction()
    {
        Make(PublishedService.Write(_folder), Options() with { ModelAsLayer = true });

        Assert.Equal(["ml/model/embedded.json", "ml/model/embedded.onnx"], Names("model-layer.zip"));
        Assert.DoesNotContain(Names("lambda.zip"), name => name.StartsWith("model/", StringComparison.Ordinal));
    }

    [Fact]
    public void Make_WithoutLayerAfterOneWithLayer_RemovesTheOldLayer()
    {
        string publish = PublishedService.Write(_folder);
        Make(publish, Options() with { ModelAsLayer = true });

        Make(publish, Options());

        Assert.False(File.Exists(_folder["out", "model-layer.zip"]));
    }

    [Fact]
    public void Make_BinaryForAnotherProcessor_Refuses()
    {
        string publish = PublishedService.Write(_folder, library: ElfHeader.Arm64);

        DeployException refused = Assert.Throws<DeployException>(() => Make(publish, Options()));

        Assert.Equal("The package for x86_64 would hold binaries for another processor: libonnxruntime.so.", refused.Message);
    }

    [Fact]
    public void Make_NotThePublishedService_SaysWhatIsMissing()
    {
        _folder.Write("publish/readme.txt", "nothing");

        DeployException refused = Assert.Throws<DeployException>(() => Make(_folder["publish"], Options()));

        Assert.EndsWith("is not the published service: Api and libonnxruntime.so is missing.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_Image_WritesDockerfileAndAppAndCanBeRepeated()
    {
        string publish = PublishedService.Write(_folder);
        PackageOptions options = Options() with { Image = true };

        Make(publish, options);
        Make(publish, options);

        Assert.Equal("FROM scratch", File.ReadAllText(_folder["out", "image", "Dockerfile"]));
        Assert.Equal(PublishedService.WantedWithBootstrap, FilesBelow(_folder["out", "image", "app"]));
        Assert.False(File.Exists(_folder["out", "lambda.zip"]));
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(_folder["out", "image", "app", "bootstrap"]).HasFlag(UnixFileMode.OtherExecute));
        }
    }

    [Fact]
    public void Make_ImageIntoFolderOfSomethingElse_LeavesItAlone()
    {
        string treasure = _folder.Write("out/image/treasure.txt", "mine");

        Assert.Throws<DeployException>(() => Make(PublishedService.Write(_folder), Options() with { Image = true }));

        Assert.True(File.Exists(treasure));
    }

    private PackageOptions Options() => new() { Output = _folder["out"] };

    private void Make(string publish, PackageOptions options, PackageLimits? limits = null) =>
        new LambdaPackager(options, limits ?? PackageLimits.Aws, _output, _warnings).Make(publish, _folder.Write("Dockerfile", "FROM scratch"));

    private List<string> Names(string zipName)
    {
        using ZipArchive zip = ZipFile.OpenRead(_folder["out", zipName]);
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }

    private static List<string> FilesBelow(string folder) =>
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
}
