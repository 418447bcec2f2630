using System.Diagnostics;
using StressTool.Bombs;
using StressTool.Http;
using StressTool.Load;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Scenarios;

/// <summary>What bombs to send.</summary>
/// <param name="Tries">How often each is sent; its time is the median.</param>
/// <param name="LongestMilliseconds">The time that is required of each, beside that of an analysis for those that are answered.</param>
/// <param name="WithLargest">Whether the largest pictures the service takes are measured too, which are not judged.</param>
internal sealed record BombsOptions(int Tries, double LongestMilliseconds, bool WithLargest);

/// <summary>Small pictures that would cost much: each must be refused before it does.</summary>
internal static class BombsScenario
{
    private const long MostMemory = 32 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    internal static async Task<ScenarioReport> RunAsync(BombsOptions options, ServiceSettings settings, CancellationToken cancellation)
    {
        await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(settings);
        using HttpConnection connection = new(service.EndPoint, Timeout);
        ScenarioReport report = new("bombs");
        await WarmUpAsync(connection);

        // What is answered is analysed too, which the bomb is not to blame for.
        double analysis = (await SendAsync(service, connection, new Bomb(SeedPicture.Small.Name, SeedPicture.Small.Bytes), options.Tries)).Milliseconds;
        report.AddFigure("analysis of a small picture", Format.Milliseconds(analysis));
        foreach (Bomb bomb in Bomb.All)
        {
            cancellation.ThrowIfCancellationRequested();
            BombCost cost = await SendAsync(service, connection, bomb, options.Tries);
            report.Add(Judge(bomb, cost, cost.IsRefused ? options.LongestMilliseconds : options.LongestMilliseconds + analysis));
        }

        foreach (Bomb picture in options.WithLargest ? LargestPictures.All() : [])
        {
            cancellation.ThrowIfCancellationRequested();
            BombCost cost = await SendAsync(service, connection, picture, tries: 2);
            report.AddFigure($"largest taken, {picture.Name}, {Format.Count(picture.Bytes.Length)} bytes", $"{cost.Outcome}, {Format.Milliseconds(cost.Milliseconds)}, {Describe(cost.Memory)}");
        }

        return report;
    }

    // Every decoder and every way to refuse, once: what they allocate for good is not the bombs' doing.
    private static async Task WarmUpAsync(HttpConnection connection)
    {
        foreach (SeedPicture picture in SeedPicture.Readable)
        {
            await connection.ExchangeAsync(RequestBytes.Analyze(picture.Bytes));
            await connection.ExchangeAsync(RequestBytes.Analyze(picture.Bytes.AsSpan(0, picture.Bytes.Length / 2)));
        }
    }

    private static async Task<BombCost> SendAsync(ServiceUnderTest service, HttpConnection connection, Bomb bomb, int tries)
    {
        byte[] request = RequestBytes.Analyze(bomb.Bytes);
        Latencies latencies = new();
        SortedSet<string> outcomes = new(StringComparer.Ordinal);
        bool isRefused = true, isAnswered = true;
        bool isPeakKnown = ProcessMemory.IsMeasured && service.Memory.TryResetPeak();
        long before = ProcessMemory.IsMeasured ? service.Memory.Resident : 0;

        // The first try is not timed, but its memory counts.
        for (int i = 0; i <= tries && !service.HasExited; i++)
        {
            long start = Stopwatch.GetTimestamp();
            HttpAnswer answer = await connection.ExchangeAsync(request);
            if (i > 0)
            {
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            outcomes.Add(answer.Outcome);
            isRefused &= answer.Status is >= 400 and < 500;
            isAnswered &= answer.Status is 200 or (>= 400 and < 500);
        }

        long? memory = isPeakKnown && !service.HasExited ? service.Memory.Peak - before : null;
        return new BombCost(string.Join(", ", outcomes), isRefused, isAnswered, latencies.Median, memory);
    }

    private static Criterion Judge(Bomb bomb, BombCost cost, double longestMilliseconds) => new(
        $"{bomb.Name} ({Format.Count(bomb.Bytes.Length)} bytes)",
        $"{(bomb.MayBeAnswered ? "200 or 4xx" : "4xx")}, below {Format.Milliseconds(longestMilliseconds)} and {Format.Mebibytes(MostMemory)}",
        $"{cost.Outcome}, {Format.Milliseconds(cost.Milliseconds)}, {Describe(cost.Memory)}",
        (bomb.MayBeAnswered ? cost.IsAnswered : cost.IsRefused) && cost.Milliseconds < longestMilliseconds && (cost.Memory ?? 0) < MostMemory);

    // Outside of Linux, and where the kernel does not let the peak be reset, only answer and time are judged.
    private static string Describe(long? memory) => memory is { } bytes ? Format.Mebibytes(bytes) : $"memory {ProcessMemory.Elsewhere}";

    /// <summary>What a bomb cost.</summary>
    private readonly record struct BombCost(string Outcome, bool IsRefused, bool IsAnswered, double Milliseconds, long? Memory);
}
