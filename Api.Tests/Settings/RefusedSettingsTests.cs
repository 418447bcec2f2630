using TestSupport;

namespace Api.Tests.Settings;

[Collection(ServiceProcesses.Name)]
public sealed class RefusedSettingsTests
{
    [Fact]
    public async Task Start_SeveralBadSettings_EndsWithOneMessageThatNamesEachOnce()
    {
        await using ServiceProcess service = ServiceProcess.Start(
            ("Detection__Sessions", "abc"), ("CONFIDENCE_THRESHOLD", "1.5"), ("Detection__Sesions", "2"), ("Limits__MaxBodyBytes", "1"),
            ("Cors__Origins__0", "nonsense"), ("Limits__RequestTimeoutSeconds", "0"), ("Model__WatchSeconds", "-1"), ("Shutdown__DrainSeconds", "soon"));
        int exitCode = await service.WaitForExitAsync();
        string output = service.Output;
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        string[] faults = [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("- ", StringComparison.Ordinal))];
        string[] expected =
        [
            "Detection:Sessions is 'abc'", "Detection:Sesions is not a setting", "ConfidenceThreshold must be", "MaxBodyBytes must be", "'nonsense'",
            "RequestTimeoutSeconds must be", "Model:WatchSeconds must be", "Shutdown:DrainSeconds is 'soon'",
        ];
        Assert.All(expected, text => Assert.Single(faults, fault => fault.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Length);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_ModelIsMissingAndNotWaitedFor_EndsWithASentence() =>
        await RequireModelRefusedAsync("/nowhere/missing.onnx", "does not exist", ("Model__WatchSeconds", "0"));

    [Fact]
    public async Task Start_ModelIsAText_EndsWithASentence()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        await File.WriteAllTextAsync(path, "This is no model.");
        try
        {
            await RequireModelRefusedAsync(path, "cannot load");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task RequireModelRefusedAsync(string path, string expected, params (string Name, string Value)[] environment)
    {
        await using ServiceProcess service = ServiceProcess.Start([("MODEL_PATH", path), .. environment]);
        int exitCode = await service.WaitForExitAsync();
        string output = service.Output;
        Assert.Contains("The service cannot start: ", output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(path), output, StringComparison.Ordinal);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }
}
