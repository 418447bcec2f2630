using System.Reflection;
using System.Text.RegularExpressions;
using Api.Access;
using YamlDotNet.RepresentationModel;

namespace Api.Tests.Container;

/// <summary>What compose.yaml says of the image and of the service's settings.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<string, Type> Sections = new() { ["Access"] = typeof(AccessOptions), ["Detection"] = typeof(Detection.DetectorOptions) };

    private readonly ComposeFile _compose = ComposeFile.Read();
    private readonly YamlMappingNode _service;

    public ComposeTests() => _service = _compose.Services["detection"];

    [Fact]
    public void StopGracePeriod_IsLongerThanTheServiceDrains()
    {
        TimeSpan grace = TimeSpan.FromSeconds(int.Parse(_service["stop_grace_period"].ToString().TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture));
        Api.Shutdown.ShutdownOptions defaults = new();
        Assert.True(TimeSpan.FromSeconds(defaults.DelaySeconds + defaults.DrainSeconds) < grace);
    }

    [Fact]
    public void Port_IsTheImages() =>
        Assert.EndsWith($":{Dockerfile.Read().Final("EXPOSE")}", Assert.Single(ComposeFile.List(_service, "ports")), StringComparison.Ordinal);

    [Fact]
    public void HealthCheck_IsTheImages() =>
        Assert.Equal(["CMD", .. Dockerfile.Words(Dockerfile.Read().Final("HEALTHCHECK"))], ((YamlSequenceNode)_service["healthcheck"]["test"]).Select(word => word.ToString()));

    /// <summary>Those in comments are for the reader to uncomment; a misspelt one would stop the service, or be ignored.</summary>
    [Fact]
    public void Variables_OfTheService_AreSettings()
    {
        string[] names = [.. ComposeFile.Map(_service, "environment").Keys, .. CommentedVariable().Matches(_compose.Text).Select(match => match.Groups[1].Value)];
        Assert.Contains("MODEL_PATH", names);
        Assert.All(names.Where(name => !PlatformVariable().IsMatch(name)), name => Assert.True(IsSetting(name), name));
    }

    private static bool IsSetting(string name) => name.Split("__") is [var section, var setting]
        ? Sections[section].GetProperty(setting, BindingFlags.Public | BindingFlags.Instance) is not null
        : Api.Settings.SettingsExtensions.PlainNames.Any(plain => plain.Name == name);

    [GeneratedRegex(@"^\s+# ([A-Za-z]+_[A-Za-z_]+): /", RegexOptions.Multiline)]
    private static partial Regex CommentedVariable();

    [GeneratedRegex("^(OTEL_|ASPNETCORE_|Logging__)")]
    private static partial Regex PlatformVariable();
}
