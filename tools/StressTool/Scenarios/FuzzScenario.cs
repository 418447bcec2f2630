using StressTool.Fuzzing;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Scenarios;

/// <summary>What to fuzz with.</summary>
/// <param name="Seed">Decides all cases.</param>
/// <param name="Pictures">How many damaged pictures.</param>
/// <param name="Requests">How many malformed requests.</param>
/// <param name="Findings">Where the bytes of what is found are written.</param>
internal sealed record FuzzOptions(int Seed, int Pictures, int Requests, DirectoryInfo Findings)
{
    /// <summary>The id of the one case to send, or null for all.</summary>
    internal string? Only { get; init; }

    /// <summary>The pictures that are damaged.</summary>
    internal IReadOnlyList<SeedPicture> Seeds { get; init; } = SeedPicture.All;
}

/// <summary>Damaged pictures and malformed requests: each must be answered, and none may hurt what comes after it.</summary>
internal static class FuzzScenario
{
    internal const string ServerErrors = "answers 5xx";
    internal const string Refusals = "answers 429";
    internal const string Unanswered = "requests without a whole answer";
    internal const string Oversized = "refusals longer than 16 KiB";
    internal const string Alive = "the service runs on";
    internal const string Slowest = "slowest answer";
    internal const string Memory = "growth of resident memory";
    internal const string KnownAnswer = "answer to a known picture";

    private const long MaxGrowth = 64 * 1024 * 1024;

    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(5.5);
    private static readonly TimeSpan TrimTime = TimeSpan.FromSeconds(0.5);

    // What is allocated once is allocated by then.
    private const int WarmUpPictures = 2_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal static async Task<ScenarioReport> RunAsync(FuzzOptions options, ServiceSettings settings, CancellationToken cancellation)
    {
        ScenarioReport report = new("fuzz");
        FuzzCases cases = new(options.Seed, options.Seeds);
        Findings findings = new(options.Findings);
        await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(settings);
        FuzzRun run = new(service.EndPoint, service.Sessions, Timeout, findings);
        byte[] before = await service.AnalyzeAsync(SeedPicture.Known);

        long baseline = 0;
        if (options.Only is { } only)
        {
            FuzzCase single = cases.Find(only);
            report.AddNote($"{single.Id}: {single.Description}");
            await run.RunAsync(1, _ => single, cancellation);
        }
        else
        {
            // The requests between them count too.
            int total = options.Pictures + options.Requests, warmUp = (int)(Math.Min(WarmUpPictures, options.Pictures / 2) * (long)total / Math.Max(1, options.Pictures));
            await run.RunAsync(warmUp, index => cases.OfRun(index, options.Pictures, options.Requests), cancellation);
            baseline = await SettledMemoryAsync(service, cancellation);
            await run.RunAsync(total - warmUp, index => cases.OfRun(warmUp + index, options.Pictures, options.Requests), cancellation);
        }

        bool isSame = !service.HasExited && (await service.AnalyzeAsync(SeedPicture.Known)).AsSpan().SequenceEqual(before);
        report.Add(Criterion.None(ServerErrors, run.ServerErrors));
        report.Add(Criterion.None(Refusals, run.Refusals));
        report.Add(Criterion.None(Unanswered, run.Unanswered));
        report.Add(Criterion.None(Oversized, run.Oversized));
        report.Add(new Criterion(Alive, "yes", service.HasExited ? "it ended" : "yes", !service.HasExited));
        report.Add(new Criterion(
            Slowest, $"at most {Format.Seconds(Timeout)}", $"{Format.Milliseconds(run.Slowest.Milliseconds)} ({run.Slowest.Id})", run.Slowest.Milliseconds <= Timeout.TotalMilliseconds));
        report.Add(new Criterion(KnownAnswer, "the same after as before", isSame ? "the same" : "another", isSame));
        if (options.Only is null)
        {
            report.Add(MemoryCriterion(service, baseline, await SettledMemoryAsync(service, cancellation)));
        }

        report.AddFigure("answers", run.Tally.Summary);
        report.AddFigure("seed pictures", Format.Count(options.Seeds.Count));
        findings.Describe(report, options.Seed, service.Output);
        return report;
    }

    // What stays. The service gives free memory back to the operating system with the first picture after some seconds.
    private static async Task<long> SettledMemoryAsync(ServiceUnderTest service, CancellationToken cancellation)
    {
        if (!ProcessMemory.IsMeasured || service.HasExited)
        {
            return 0;
        }

        await Task.Delay(TrimInterval, cancellation);
        await service.AnalyzeAsync(SeedPicture.Known);
        await Task.Delay(TrimTime, cancellation);
        return service.HasExited ? 0 : service.Memory.Resident;
    }

    private static Criterion MemoryCriterion(ServiceUnderTest service, long baseline, long resident)
    {
        string required = $"at most {Format.Mebibytes(MaxGrowth)} after the first pictures";
        return !ProcessMemory.IsMeasured || service.HasExited
            ? Criterion.NotMeasured(Memory, required, service.HasExited ? "the service ended" : ProcessMemory.Elsewhere)
            : new Criterion(Memory, required, $"{Format.Mebibytes(resident - baseline)} (from {Format.Mebibytes(baseline)})", resident - baseline <= MaxGrowth);
    }
}
