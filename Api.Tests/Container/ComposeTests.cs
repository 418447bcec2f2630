using System.Reflection;
using System.Text.RegularExpressions;
using Api.Access;
using YamlDotNet.RepresentationModel;

namespace Api.Tests.Container;

/// <summary>compose.yaml runs the image with no more rights than it needs, and names what exists.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<string, Type> Sections = new() { ["Access"] = typeof(AccessOptions), ["Detection"] = typeof(Detection.DetectorOptions) };

    private readonly string _text;
    private readonly YamlMappingNode _service;

    public ComposeTests()
    {
        ComposeFile compose = ComposeFile.Read();
        _text = compose.Text;
        _service = compose.Services["detection"];
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
    public void Variables_AlsoThoseInComments_AreSettingsOrOfAPlatform()
    {
        string[] set = [.. ComposeFile.Map(_service, "environment").Keys];
        string[] commented = [.. CommentedVariable().Matches(_text).Select(match => match.Groups[1].Value)];

        Assert.Equal(["Access__KeysFile", "MODEL_PATH"], commented);
        Assert.Equal(
            ["API_KEYS"], set.Except(["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_METRIC_EXPORT_INTERVAL", "Logging__Console__FormatterName", "ASPNETCORE_FORWARDEDHEADERS_ENABLED"]));
        Assert.All(commented.Append("API_KEYS"), name => Assert.True(IsSetting(name), name));
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

    [GeneratedRegex(@"^\s+# ([A-Za-z]+_[A-Za-z_]+): /", RegexOptions.Multiline)]
    private static partial Regex CommentedVariable();

    [GeneratedRegex(@"^\s+#\s+- \./\w+:(\S+):ro$", RegexOptions.Multiline)]
    private static partial Regex Mount();
}
