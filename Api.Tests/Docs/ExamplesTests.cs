using System.Diagnostics;
using System.Globalization;
using Api.Tests.Analyze;
using TestSupport;

namespace Api.Tests.Docs;

/// <summary>The clients in docs/examples, run as their readers run them.</summary>
[Collection(SharedApi.Name)]
public sealed class ExamplesTests(ApiFactory api)
{
    [ProgramTheory("curl")]
    [InlineData("dog.jpg", null)]
    [InlineData("LICENSE", "not a picture")]
    public async Task Curl(string picture, string? error)
    {
        (int exitCode, string output, string complaint) = await RunAsync("sh", ["analyze.sh"], picture);
        Assert.Equal(error is null, exitCode == 0);
        Assert.Contains(error ?? "\"class_name\":\"dog\"", output + complaint, StringComparison.Ordinal);
    }

    [ProgramTheory("python3")]
    [InlineData("dog.jpg", null)]
    [InlineData("LICENSE", "not a picture")]
    public Task Python(string picture, string? error) => RequireAsync("python3", ["analyze.py"], picture, error);

    [ProgramTheory("node")]
    [InlineData("dog.jpg", null)]
    [InlineData("LICENSE", "not a picture")]
    public Task JavaScript(string picture, string? error) => RequireAsync("node", ["analyze.mjs"], picture, error);

    [ProgramTheory("pwsh")]
    [InlineData("dog.jpg", null)]
    [InlineData("LICENSE", "not a picture")]
    public Task PowerShell(string picture, string? error) => RequireAsync("pwsh", ["-NoProfile", "-File", "analyze.ps1"], picture, error);

    [ProgramTheory("dotnet")]
    [InlineData("dog.jpg", null)]
    [InlineData("LICENSE", "not a picture")]
    public Task CSharp(string picture, string? error) => RequireAsync("dotnet", ["run", "analyze.cs", "--"], picture, error);

    private async Task RequireAsync(string program, string[] arguments, string picture, string? error)
    {
        (int exitCode, string output, string complaint) = await RunAsync(program, arguments, picture);
        if (error is not null)
        {
            Assert.Equal(1, exitCode);
            Assert.Contains(error, complaint, StringComparison.Ordinal);
            return;
        }

        Assert.True(exitCode == 0, output + complaint);
        AnalyzeAnswer answer = await api.AnalyzeAsync(SamplePictures.Dog, "?confidence=0.4");
        Assert.NotEmpty(answer.Detections);
        Assert.Equal(
            answer.Detections.Select(found => string.Create(
                CultureInfo.InvariantCulture, $"{found.ClassName} {found.Confidence:F3} {found.Box.XMin},{found.Box.YMin} {found.Box.XMax},{found.Box.YMax}")),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private async Task<(int ExitCode, string Output, string Complaint)> RunAsync(string program, string[] arguments, string picture)
    {
        string path = picture == "LICENSE" ? Path.Combine(RepositoryFiles.Root, "LICENSE") : RepositoryFiles.Sample(picture);
        ProcessStartInfo start = new(program, [.. arguments, api.Client.BaseAddress!.ToString().TrimEnd('/'), path])
        {
            WorkingDirectory = Path.Combine(RepositoryFiles.Root, "docs", "examples"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the test runner sets for its own build must not reach one that a test starts.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), complaint = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, await output, await complaint);
    }
}

/// <summary>A theory that is skipped, and says so, where a program is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery.</summary>
    /// <param name="program">What must be on the PATH.</param>
    public ProgramTheoryAttribute(string program)
    {
        Program = program;
        Skip = Command.IsOnPath(program) ? null : $"Needs {program} on the PATH, which is not here.";
    }

    /// <summary>What must be on the PATH.</summary>
    public string Program { get; }
}
