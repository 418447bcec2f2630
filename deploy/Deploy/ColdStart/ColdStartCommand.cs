using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Deploy.Packaging;
using Shared;

namespace Deploy.ColdStart;

/// <summary>
/// The command <c>measure-cold-start</c>: from the start of the process to the first analysed picture, for the plain build and for each step that shortens
/// it, taken in turn in one run so that a noisy machine disturbs all alike.
/// </summary>
internal static class ColdStartCommand
{
    private const string Sample = "model/samples/dog.jpg";

    /// <summary>The command with its options.</summary>
    internal static Command Create()
    {
        Option<int> runs = new("--runs") { Description = "How often each is started.", DefaultValueFactory = _ => 7 };
        Command command = new("measure-cold-start", "Measures process start to first analysed picture, against a Runtime API on the loopback.") { runs };
        command.SetCheckedAction(parsed => MeasureAsync(parsed.GetValue(runs), parsed.InvocationConfiguration.Output).GetAwaiter().GetResult());
        return command;
    }

    private static async Task MeasureAsync(int runs, TextWriter output)
    {
        string repository = RepositoryFolder.Find();
        string published = Directory.CreateTempSubdirectory("cold-start-").FullName;
        try
        {
            string[] folders = [.. ColdStartVariant.All.Select((variant, index) => Publish(variant, repository, Path.Combine(published, $"{index}"), output))];
            byte[] invocation = Encoding.ASCII.GetBytes(
                $$"""{"image_data":"{{Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(repository, Sample)))}}"}""");
            List<ColdStart>[] starts = [.. ColdStartVariant.All.Select(_ => new List<ColdStart>())];
            for (int run = 0; run < runs; run++)
            {
                for (int i = 0; i < folders.Length; i++)
                {
                    starts[i].Add(await StartAsync(ColdStartVariant.All[i], folders[i], invocation));
                }
            }

            output.WriteLine($"median of {runs} starts; ms            init   first answer   both   processor");
            for (int i = 0; i < folders.Length; i++)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ColdStartVariant.All[i].Name,-44}{MedianOf(starts[i], s => s.Init),6:F0}{MedianOf(starts[i], s => s.FirstAnswer),10:F0}{MedianOf(starts[i], s => s.Init + s.FirstAnswer),10:F0}{MedianOf(starts[i], s => s.Processor),10:F0}"));
            }
        }
        finally
        {
            Directory.Delete(published, recursive: true);
        }
    }

    private static string Publish(ColdStartVariant variant, string repository, string folder, TextWriter output)
    {
        output.WriteLine($"Publishing: {variant.Name} ...");
        ProgramRun run = ApiPublish.Run(LambdaArchitecture.X64.RuntimeIdentifier(), variant.Publish, repository, folder);
        return run.ExitCode == 0 ? folder : throw new DeployException($"The service could not be published:\n{run.Output}");
    }

    private static async Task<ColdStart> StartAsync(ColdStartVariant variant, string folder, byte[] invocation)
    {
        using RuntimeApiStub lambda = new(invocation);
        ProcessStartInfo start = variant.IsSelfContained ? new(Path.Combine(folder, "Api")) : new("dotnet", [Path.Combine(folder, "Api.dll")]);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        (string Name, string Value)[] environment =
        [
            ("AWS_LAMBDA_FUNCTION_NAME", "cold-start"), ("AWS_LAMBDA_RUNTIME_API", lambda.Address), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "3008"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"), .. variant.Environment.Select(pair => (pair.Key, pair.Value)),
        ];
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            HttpListenerContext next = await lambda.WaitForNextAsync().WaitAsync(TimeSpan.FromMinutes(1));
            TimeSpan init = Stopwatch.GetElapsedTime(started);
            await lambda.InvokeAsync(next).WaitAsync(TimeSpan.FromMinutes(1));
            TimeSpan answered = Stopwatch.GetElapsedTime(started);
            return new ColdStart(init.TotalMilliseconds, (answered - init).TotalMilliseconds, process.TotalProcessorTime.TotalMilliseconds);
        }
        finally
        {
            process.Kill();
        }
    }

    private static double MedianOf(List<ColdStart> starts, Func<ColdStart, double> figure) => Median.Of(starts.Select(figure));

    /// <summary>One start, in milliseconds.</summary>
    /// <param name="Init">From the start of the process until it asks for its first invocation.</param>
    /// <param name="FirstAnswer">From there to the answer of the first invocation.</param>
    /// <param name="Processor">Processor time until then: steadier than the clock on a busy machine.</param>
    private readonly record struct ColdStart(double Init, double FirstAnswer, double Processor);
}
