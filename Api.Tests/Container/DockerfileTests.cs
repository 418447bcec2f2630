using System.Text.RegularExpressions;
using System.Xml.Linq;
using Api.Health;
using TestSupport;

namespace Api.Tests.Container;

/// <summary>The Dockerfile says of the service what is so.</summary>
public sealed partial class DockerfileTests
{
    private readonly Dockerfile _file = Dockerfile.Read();

    [Fact]
    public void Image_IsMadeOf_BasesThatFitTheProject()
    {
        string[] bases = [.. _file.Bases];
        string framework = Property("Directory.Build.props", "TargetFramework")["net".Length..];

        Assert.Equal(3, bases.Length);
        Assert.StartsWith("node:", bases[0], StringComparison.Ordinal);
        Assert.Equal($"mcr.microsoft.com/dotnet/sdk:{framework}-noble AS build", bases[1]);
        Assert.Equal($"mcr.microsoft.com/dotnet/aspnet:{framework}-noble-chiseled", bases[2]);

        // As new a Node as the packages that the build restores ask for.
        int node = int.Parse(NodeVersion().Match(bases[0]).Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(node >= 18);
    }

    [Fact]
    public void Image_Runs_AsAUserWithoutRights() => Assert.Equal("$APP_UID", _file.Final("USER"));

    [Fact]
    public void Image_Starts_TheServiceWithoutAShell()
    {
        string assembly = typeof(Program).Assembly.GetName().Name!;
        string program = $"{_file.Final("WORKDIR")}/{assembly}";

        Assert.Equal([program], Dockerfile.Words(_file.Final("ENTRYPOINT")));
        Assert.Contains($" -o {_file.Final("WORKDIR")}", PublishCommand(), StringComparison.Ordinal);
        Assert.Empty(_file.All("CMD"));
    }

    [Fact]
    public void HealthCheck_Asks_AtThePortTheServiceListensOn()
    {
        string[] words = Dockerfile.Words(_file.Final("HEALTHCHECK"));
        Dictionary<string, string> environment = _file.Environment;
        string port = _file.Final("EXPOSE");

        Assert.Equal(Dockerfile.Words(_file.Final("ENTRYPOINT"))[0], words[0]);
        Assert.True(HealthCheckCommand.IsAskedFor(words[1..]));
        Assert.Equal([$"http://*:{port}"], HealthCheckCommand.Addresses(environment.GetValueOrDefault));
        Assert.True(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture) > 1024, "Without rights no port below 1024 can be had.");

        // More time than the command takes to give up with a sentence.
        Assert.Contains("--timeout=5s", _file.Final("HEALTHCHECK"), StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_IsWhatTheRuntimeKnows() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["ASPNETCORE_HTTP_PORTS"] = "8080",
            ["DOTNET_EnableDiagnostics"] = "0",

            // Hexadecimal: half.
            ["DOTNET_GCHeapHardLimitPercent"] = "32",
            ["MALLOC_ARENA_MAX"] = "2",
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        },
        _file.Environment);

    [Fact]
    public void Publish_NamesAProjectAndPropertiesThatExist()
    {
        string command = PublishCommand();

        Assert.Contains("dotnet publish Api/Api.csproj -c Release ", command, StringComparison.Ordinal);
        Assert.Contains("OpenApiGenerateDocumentsOnBuild", File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Api", "Api.csproj")), StringComparison.Ordinal);
        Assert.Contains("--self-contained false", command, StringComparison.Ordinal);
    }

    [Fact]
    public void Context_HasWhatIsCopiedFromIt()
    {
        foreach (string copy in _file.All("COPY").Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal)))
        {
            foreach (string source in copy.Split(' ')[..^1].Where(source => source != "."))
            {
                Assert.True(File.Exists(Path.Combine(RepositoryFiles.Root, source)) && DockerIgnore.LetsThrough(source), $"{source} is not in the context.");
            }
        }
    }

    [Fact]
    public void Context_HasWhatTheBuildReads()
    {
        HashSet<string> needed =
        [
            "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", ".npmrc", "package.json",
            "package-lock.json", "build/npm-restore.mjs", "build/linux-arm64/package-lock.json", "appsettings.json", "model/nanodet-g-416.onnx",
            "model/nanodet-g-416.json",
        ];
        needed.UnionWith(ProjectsFrom("Api/Api.csproj"));

        Assert.True(needed.Count > 15);
        Assert.All(needed, path => Assert.True(File.Exists(Path.Combine(RepositoryFiles.Root, path)) && DockerIgnore.LetsThrough(path), path));
    }

    [Theory]
    [InlineData(".env")]
    [InlineData("keys/keys.txt")]
    [InlineData("models/yolov8s.onnx")]
    [InlineData(".git/config")]
    [InlineData("Api/bin/Debug/net10.0/Api.dll")]
    [InlineData("Api/obj/project.assets.json")]
    [InlineData("node_modules/x/package.json")]
    [InlineData("build/linux-arm64/node_modules/x/package.json")]
    [InlineData("Api.Tests/Api.Tests.csproj")]
    [InlineData("Deploy/cdk.out/manifest.json")]
    [InlineData("artifacts/lambda/lambda.zip")]
    [InlineData("model/samples/dog.jpg")]
    public void Context_LeavesOut(string path) => Assert.False(DockerIgnore.LetsThrough(path));

    private string PublishCommand() => Assert.Single(_file.All("RUN"), command => command.StartsWith("dotnet publish", StringComparison.Ordinal));

    private static string Property(string file, string name) =>
        XDocument.Load(Path.Combine(RepositoryFiles.Root, file)).Descendants(name).Single().Value;

    /// <summary>A project, those it refers to, and their sources.</summary>
    private static IEnumerable<string> ProjectsFrom(string project)
    {
        string path = Path.Combine(RepositoryFiles.Root, project);
        string folder = Path.GetDirectoryName(path)!;
        IEnumerable<string> sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(source => Path.GetRelativePath(RepositoryFiles.Root, source).Replace('\\', '/'))
            .Where(source => !source.Split('/').Any(segment => segment is "bin" or "obj"));
        IEnumerable<string> references = XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetRelativePath(RepositoryFiles.Root, Path.Combine(folder, reference.Attribute("Include")!.Value)).Replace('\\', '/'));
        return [project, .. sources, .. references.SelectMany(ProjectsFrom)];
    }

    [GeneratedRegex("(?<=node:)[0-9]+")]
    private static partial Regex NodeVersion();
}
