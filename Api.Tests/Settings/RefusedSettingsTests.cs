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
            ("Cors__Origins__0", "nonsense"));
        int exitCode = await service.WaitForExitAsync();
        string output = service.Output;
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        string[] faults = [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("- ", StringComparison.Ordinal))];
        string[] expected =
        [
            "Detection:Sessions is 'abc'", "Detection:Sesions is not a setting", "ConfidenceThreshold must be", "MaxBodyBytes must be", "'nonsense'",
        ];
        Assert.All(expected, text => Assert.Single(faults, fault => fault.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Length);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Start_ModelIsMissing_EndsWithASentence() => await RequireModelRefusedAsync("/nowhere/missing.onnx", "does not exist");

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

    private static async Task RequireModelRefusedAsync(string path, string expected)
    {
        await using ServiceProcess service = ServiceProcess.Start(("MODEL_PATH", path));
        int exitCode = await service.WaitForExitAsync();
        string output = service.Output;
        Assert.Contains("The service cannot start: ", output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(path), output, StringComparison.Ordinal);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }
}
