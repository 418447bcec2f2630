using Shared;
using StressTool.Http;
using StressTool.Load;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;
using Telemetry.TestSupport;

namespace StressTool.Scenarios;

/// <summary>
/// The cost of telemetry: the service without it, with a collector that answers, and with one that takes the requests and never answers. All three
/// run at once and are measured in turn, many times, so that other load on the machine affects them alike.
/// </summary>
internal static class TelemetryScenario
{
    internal const string Statuses = "answers other than 200";
    internal const string Exported = "requests to each collector";
    internal const string Throughput = "throughput with a collector";
    internal const string SilentThroughput = "throughput with a silent collector";
    internal const string SilentLatency = "median latency with a silent collector";

    private const double LeastThroughput = 0.97;

    // What rounds of the same service differ by on a machine that is not alone.
    private const double Noise = 0.05;

    /// <param name="rounds">How many times each is measured.</param>
    /// <param name="duration">How long each time.</param>
    /// <param name="settings">Settings of all three.</param>
    /// <param name="cancellation">Ends the scenario.</param>
    internal static async Task<ScenarioReport> RunAsync(int rounds, TimeSpan duration, ServiceSettings settings, CancellationToken cancellation)
    {
        await using OtlpReceiver accepting = await OtlpReceiver.StartAsync();
        await using OtlpReceiver silent = await OtlpReceiver.StartAsync(OtlpBehaviour.Silent);
        await using ServiceUnderTest off = await ServiceUnderTest.StartAsync(settings.With("Telemetry__Prometheus", "false"));
        await using ServiceUnderTest on = await ServiceUnderTest.StartAsync(Exporting(settings, accepting));
        await using ServiceUnderTest unheard = await ServiceUnderTest.StartAsync(Exporting(settings, silent));
        Variant[] variants = [new("without telemetry", off), new("with a collector", on), new("with a silent collector", unheard)];
        byte[] request = RequestBytes.Analyze(SeedPicture.Known.Bytes);
        foreach (Variant variant in variants)
        {
            await variant.MeasureAsync(request, duration, isWarmUp: true, cancellation);
        }

        for (int round = 0; round < rounds; round++)
        {
            // Each begins as often as the others.
            for (int turn = 0; turn < variants.Length; turn++)
            {
                await variants[(round + turn) % variants.Length].MeasureAsync(request, duration, isWarmUp: false, cancellation);
            }
        }

        ScenarioReport report = new("telemetry");
        report.Add(Criterion.None(Statuses, variants.Sum(variant => variant.Others)));
        report.Add(new Criterion(Exported, "some", $"{Format.Count(accepting.Requests.Count)} and {Format.Count(silent.Requests.Count)}", accepting.Requests.Count > 0 && silent.Requests.Count > 0));
        double throughput = MedianRatio(variants[1].PerSecond, variants[0].PerSecond);
        report.Add(new Criterion(Throughput, $"at least {Format.Percent(LeastThroughput)} of that without", Format.Percent(throughput), throughput >= LeastThroughput, IsTimed: true));
        double heldUp = MedianRatio(variants[2].PerSecond, variants[0].PerSecond);
        report.Add(new Criterion(SilentThroughput, $"within {Format.Percent(Noise)} of that without", Format.Percent(heldUp), Math.Abs(heldUp - 1) <= Noise, IsTimed: true));
        double slower = MedianRatio(variants[2].Milliseconds, variants[0].Milliseconds);
        report.Add(new Criterion(SilentLatency, $"within {Format.Percent(Noise)} of that without", Format.Percent(slower), Math.Abs(slower - 1) <= Noise, IsTimed: true));
        foreach (Variant variant in variants)
        {
            report.AddFigure(
                variant.Name, $"{Format.Number(Median.Of(variant.PerSecond))} a second, median latency {Format.Milliseconds(Median.Of(variant.Milliseconds))}, of {rounds} rounds");
        }

        return report;
    }

    private static ServiceSettings Exporting(ServiceSettings settings, OtlpReceiver receiver) => receiver.EnvironmentFor(OtlpProtocol.HttpProtobuf)
        .Append(("OTEL_METRIC_EXPORT_INTERVAL", "1000"))
        .Aggregate(settings, static (all, variable) => all.With(variable.Item1, variable.Item2));

    // Of rounds that lie side by side: what slows the machine for a while slows both.
    private static double MedianRatio(List<double> values, List<double> bases) => Median.Of(values.Zip(bases, static (value, other) => value / other));

    /// <summary>One of those compared, and what was measured of it in each round.</summary>
    private sealed class Variant(string name, ServiceUnderTest service)
    {
        internal string Name { get; } = name;

        internal List<double> PerSecond { get; } = [];

        internal List<double> Milliseconds { get; } = [];

        internal int Others { get; private set; }

        internal async Task MeasureAsync(byte[] request, TimeSpan duration, bool isWarmUp, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            (Tally tally, double perSecond) = await new ClosedLoop(service.EndPoint, service.Sessions, ServiceUnderTest.AnswerTimeout).RunAsync([request], duration, cancellation);
            Others += tally.CountOtherThan(200);
            if (!isWarmUp)
            {
                PerSecond.Add(perSecond);
                Milliseconds.Add(tally.LatenciesOf(200).Median);
            }
        }
    }
}
