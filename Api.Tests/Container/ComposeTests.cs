using System.Reflection;
using System.Text.RegularExpressions;
using Api.Access;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace Api.Tests.Container;

/// <summary>compose.yaml runs the image with no more rights than it needs, and names what exists.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<string, Type> Sections = new() { ["Access"] = typeof(AccessOptions), ["Detection"] = typeof(Detection.DetectorOptions) };

    private readonly string _text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "compose.yaml"));
    private readonly YamlMappingNode _service;

    public ComposeTests()
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(_text));
        _service = (YamlMappingNode)yaml.Documents[0].RootNode["services"]["detection"];
    }

    [Theory]
    [InlineData("read_only", "true")]
    [InlineData("cap_drop", "ALL")]
    [InlineData("security_opt", "no-new-privileges:true")]
    [InlineData("tmpfs", "/tmp:size=64m,mode=1777,noexec,nosuid,nodev")]
    [InlineData("mem_limit", "1g")]
    [InlineData("cpus", "2")]
    [InlineData("pids_limit", "256")]
    [InlineData("stop_grace_period", "30s")]
    public void Service_HasTheLimit(string name, string value) =>
        Assert.Equal(value, _service[name] is YamlSequenceNode list ? Assert.Single(list).ToString() : _service[name].ToString());

    [Fact]
    public void Service_IsGivenTheTimeToEnd() => Assert.True(new Api.Shutdown.ShutdownOptions() is { DelaySeconds: 0, DrainSeconds: < 30 });

    [Theory]
    [InlineData("privileged")]
    [InlineData("cap_add")]
    [InlineData("user")]
    [InlineData("network_mode")]
    [InlineData("devices")]
    public void Service_TakesNoMore(string name) => Assert.False(_service.Children.ContainsKey(name));

    [Fact]
    public void Port_IsTheImages_AndForThisMachineOnly() =>
        Assert.Equal($"127.0.0.1:8080:{Dockerfile.Read().Final("EXPOSE")}", Assert.Single((YamlSequenceNode)_service["ports"]).ToString());

    [Fact]
    public void HealthCheck_IsTheImages()
    {
        YamlNode check = _service["healthcheck"];
        string image = Dockerfile.Read().Final("HEALTHCHECK");

        Assert.Equal(["CMD", .. Dockerfile.Words(image)], ((YamlSequenceNode)check["test"]).Select(word => word.ToString()));
        Assert.StartsWith(
            $"--interval={check["interval"]} --timeout={check["timeout"]} --start-period={check["start_period"]} --retries={check["retries"]} ", image,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_AlsoThoseInComments_AreSettings()
    {
        string[] names = [.. Variable().Matches(_text).Select(match => match.Groups[1].Value).Distinct()];

        Assert.Equal(["API_KEYS", "Access__KeysFile", "MODEL_PATH"], names);
        Assert.All(names, name => Assert.True(IsSetting(name), name));
    }

    [Fact]
    public void Paths_InComments_AreThoseMounted()
    {
        string[] mounted = [.. Mount().Matches(_text).Select(match => match.Groups[1].Value)];

        Assert.Equal(["/run/keys", "/models"], mounted);
        Assert.Contains(": /run/keys/keys.txt\n", _text, StringComparison.Ordinal);
        Assert.Contains(": /models/yolov8s.onnx\n", _text, StringComparison.Ordinal);
    }

    private static bool IsSetting(string name) => name.Split("__") is [var section, var setting]
        ? Sections[section].GetProperty(setting, BindingFlags.Public | BindingFlags.Instance) is not null
        : Api.Settings.SettingsExtensions.PlainNames.Any(plain => plain.Name == name);

    [GeneratedRegex(@"^\s+#?\s*([A-Za-z]+_[A-Za-z_]+): \S*(?:/|\$)", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\s+#\s+- \./\w+:(\S+):ro$", RegexOptions.Multiline)]
    private static partial Regex Mount();
}
