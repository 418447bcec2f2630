using System.Globalization;
using System.Xml.Linq;
using Api.Health;
using TestSupport;

namespace Api.Tests.Container;

/// <summary>What the Dockerfile takes from the repository and says of the service, where a change elsewhere would break it.</summary>
public sealed class DockerfileTests
{
    private readonly Dockerfile _file = Dockerfile.Read();

    [Fact]
    public void Bases_HaveTheProjectsFramework()
    {
        string framework = XDocument.Load(Path.Combine(RepositoryFiles.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value;
        Assert.All(_file.Bases, image => Assert.Contains($":{framework["net".Length..]}-", image, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_Runs_TheServiceWithoutRightsAndWithoutAShell()
    {
        Assert.Equal("$APP_UID", _file.Final("USER"));
        Assert.Equal([$"{_file.Final("WORKDIR")}/{typeof(Program).Assembly.GetName().Name}"], Dockerfile.Words(_file.Final("ENTRYPOINT")));
    }

    [Fact]
    public void HealthCheck_Asks_AtThePortTheServiceListensOn()
    {
        string[] words = Dockerfile.Words(_file.Final("HEALTHCHECK"));
        string port = _file.Final("EXPOSE");

        Assert.Equal(Dockerfile.Words(_file.Final("ENTRYPOINT"))[0], words[0]);
        Assert.True(HealthCheckCommand.IsAskedFor(words[1..]));
        Assert.Equal([$"http://*:{port}"], HealthCheckCommand.Addresses(_file.Environment.GetValueOrDefault));
        Assert.True(int.Parse(port, CultureInfo.InvariantCulture) >= 1024, "A user without rights cannot listen on a port below 1024.");
    }

    [Fact]
    public void Context_HasWhatIsCopiedAndBuilt()
    {
        string[] copied = [.. _file.All("COPY").Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal)).SelectMany(copy => copy.Split(' ')[..^1])];
        string[] root = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "appsettings.json"];
        string[] needed = [.. copied.Where(path => path != "."), .. root, .. ProjectsFrom("Api/Api.csproj").Distinct()];

        Assert.All(needed, path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)) && DockerIgnore.LetsThrough(path), path));
    }

    [Theory]
    [InlineData(".env")]
    [InlineData("keys/keys.txt")]
    [InlineData("models/yolov8s.onnx")]
    [InlineData(".git/config")]
    [InlineData("Api/bin/Debug/net10.0/Api.dll")]
    [InlineData("Api/obj/project.assets.json")]
    [InlineData("Api.Tests/Api.Tests.csproj")]
    [InlineData("model/samples/dog.jpg")]
    public void Context_LeavesOut(string path) => Assert.False(DockerIgnore.LetsThrough(path));

    /// <summary>A project, those it refers to, and the files that it names.</summary>
    private static IEnumerable<string> ProjectsFrom(string project)
    {
        XDocument document = XDocument.Load(Path.Combine(RepositoryFiles.Root, project));
        string folder = Path.GetDirectoryName(project)!;
        IEnumerable<string> files = document.Descendants()
            .Where(item => item.Name.LocalName is "EmbeddedResource" or "Content" or "None" or "Compile")
            .SelectMany(item => item.Attribute("Include")?.Value.Split(';') ?? [])
            .Select(path => path.Replace("$(RepositoryFolder)", RepositoryFiles.Root + "/", StringComparison.Ordinal))
            .Where(path => !path.Contains('$', StringComparison.Ordinal))
            .SelectMany(path => Expand(Path.Combine(RepositoryFiles.Root, folder, path)))
            .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'));
        IEnumerable<string> references = document.Descendants("ProjectReference").Select(reference => InRepository(folder, reference.Attribute("Include")!.Value));
        return [project, .. files, .. references.SelectMany(ProjectsFrom)];
    }

    private static string[] Expand(string path) => path.Contains("**", StringComparison.Ordinal) ? []
        : path.Contains('*', StringComparison.Ordinal) ? Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path))
        : [path];

    private static string InRepository(string folder, string path) =>
        Path.GetRelativePath(RepositoryFiles.Root, Path.Combine(RepositoryFiles.Root, folder, path)).Replace('\\', '/');
}
