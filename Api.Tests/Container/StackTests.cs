using System.Text.Json;
using System.Text.RegularExpressions;
using TestSupport;
using YamlDotNet.RepresentationModel;

namespace Api.Tests.Container;

/// <summary>What stands beside the service in compose.yaml: every path, port, name and metric in it is one that exists.</summary>
public sealed partial class StackTests
{
    private readonly ComposeFile _compose = ComposeFile.Read();

    [Fact]
    public void Images_ArePinned() => Assert.All(
        _compose.Services.Values.Where(service => !service.Children.ContainsKey("build")),
        service => Assert.Matches(@":v?\d+\.\d+\.\d+(-alpine)?$", service["image"].ToString()));

    [Fact]
    public void Services_AllHaveLimitsAndLeastRights() => Assert.All(_compose.Services.Values, service =>
    {
        Assert.Equal(["ALL"], ComposeFile.List(service, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], ComposeFile.List(service, "security_opt"));
        Assert.Equal("true", service["read_only"].ToString());
        Assert.All(["mem_limit", "cpus", "pids_limit"], limit => Assert.True(service.Children.ContainsKey(limit), $"{service["image"]} has no {limit}"));
        Assert.All(ComposeFile.List(service, "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    });

    [Fact]
    public void Mounts_AreFilesOfTheRepositoryOrVolumes() => Assert.All(
        _compose.Services.Values.SelectMany(service => ComposeFile.List(service, "volumes")).Select(mount => mount.Split(':')[0]),
        source => Assert.True(
            source.StartsWith("./", StringComparison.Ordinal) ? Path.Exists(InRepository(source)) : _compose.Volumes.Contains(source), source));

    [Fact]
    public void Paths_InCommandsAndSettings_AreMounted()
    {
        foreach ((string name, YamlMappingNode service) in _compose.Services)
        {
            string[] mounted = [.. ComposeFile.List(service, "volumes").Select(mount => mount.Split(':')[1])];
            IEnumerable<string> values = ComposeFile.List(service, "command").Concat(ComposeFile.Map(service, "environment").Values);
            string[] paths = [.. values.SelectMany(value => RootedPath().Matches(value)).Select(match => match.Value)];
            Assert.All(paths, path => Assert.True(mounted.Any(mount => path.StartsWith(mount, StringComparison.Ordinal)), $"{name}: {path}"));
        }
    }

    [Fact]
    public void Telemetry_GoesFromTheServiceToTheCollectorToPrometheus()
    {
        string collector = Read("deploy/observability/collector.yaml");
        Uri otlp = new(ComposeFile.Map(_compose.Services["detection"], "environment")["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Contains(otlp.Host, _compose.Services.Keys);
        Assert.Contains($"grpc:\n        endpoint: 0.0.0.0:{otlp.Port}\n", collector, StringComparison.Ordinal);

        string target = Regex.Match(Read("deploy/observability/prometheus.yml"), """targets: \["([^"]+)"\]""").Groups[1].Value;
        Assert.Equal("collector", target.Split(':')[0]);
        Assert.Contains($"prometheus:\n    endpoint: 0.0.0.0:{target.Split(':')[1]}\n", collector, StringComparison.Ordinal);
    }

    [Fact]
    public void Collector_PipelinesUseWhatIsDefined()
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(Read("deploy/observability/collector.yaml")));
        YamlNode root = yaml.Documents[0].RootNode;
        foreach (KeyValuePair<YamlNode, YamlNode> pipeline in (YamlMappingNode)root["service"]["pipelines"])
        {
            foreach (string kind in (string[])["receivers", "processors", "exporters"])
            {
                Assert.All((YamlSequenceNode)pipeline.Value[kind], name => Assert.True(((YamlMappingNode)root[kind]).Children.ContainsKey(name), $"{pipeline.Key}: {name}"));
            }
        }

        Assert.All((YamlSequenceNode)root["service"]["extensions"], name => Assert.True(((YamlMappingNode)root["extensions"]).Children.ContainsKey(name), $"{name}"));
    }

    [Fact]
    public void Proxy_KnowsTheReplicasAndTheirReadiness()
    {
        string proxy = Read("deploy/observability/Caddyfile");
        string port = Dockerfile.Read().Final("EXPOSE");
        string[] replicas = [.. _compose.Services.Where(service => service.Value.Children.ContainsKey("build")).Select(service => service.Key)];
        Assert.Equal(2, replicas.Length);
        Assert.Contains($"reverse_proxy {string.Join(' ', replicas.Select(replica => $"{replica}:{port}"))} {{", proxy, StringComparison.Ordinal);
    }

    /// <summary>Names and attributes as Prometheus writes them: dots become underscores, units and totals are appended.</summary>
    [Fact]
    public void Queries_OfDashboardAndAlerts_AreOfDocumentedMetrics()
    {
        string document = Read("docs/telemetry.md");
        string[] words = [.. DocumentedName().Matches(document).Select(match => match.Groups[1].Value.Replace('.', '_')).Distinct()];
        using JsonDocument dashboard = JsonDocument.Parse(Read("deploy/observability/grafana/dashboards/detection.json"));
        string[] queries =
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!),
            .. Regex.Matches(Read("deploy/observability/alerts.yml"), "expr: (.+)").Select(match => match.Groups[1].Value),
        ];
        Assert.True(queries.Length > 20);
        foreach (string query in queries)
        {
            string[] names = [.. PrometheusName().Matches(query).Select(match => match.Value)];
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.True(words.Contains(name) || words.Contains(WithoutSuffix(name)), $"{name} in {query}"));
        }
    }

    private static string WithoutSuffix(string name) => Regex.Replace(Regex.Replace(name, "_(total|bucket|sum|count)$", string.Empty), "_(seconds|bytes)$", string.Empty);

    private static string InRepository(string path) => Path.GetFullPath(Path.Combine(RepositoryFiles.Root, path));

    private static string Read(string path) => File.ReadAllText(InRepository(path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"(?<=^|=)/(?:etc|prometheus|var)[\w./-]*")]
    private static partial Regex RootedPath();

    [GeneratedRegex(@"`([a-z_]+\.[a-z_.]+)`")]
    private static partial Regex DocumentedName();

    [GeneratedRegex(@"\b(?:detection|http_server|dotnet)_[a-z_]+")]
    private static partial Regex PrometheusName();
}
