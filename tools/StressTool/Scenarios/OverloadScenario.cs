using StressTool.Http;
using StressTool.Load;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Scenarios;

/// <summary>How much overload.</summary>
/// <param name="Duration">How long requests are offered.</param>
/// <param name="Factor">How many times what the service can do at best.</param>
/// <param name="QueueLength">How many analyses may wait; a setting of the service.</param>
internal sealed record OverloadOptions(TimeSpan Duration, double Factor, int QueueLength)
{
    /// <summary>How long each number of callers is measured without overload.</summary>
    internal TimeSpan BaselineDuration { get; init; } = TimeSpan.FromSeconds(6);
}

/// <summary>More requests than the service can handle: it must keep its throughput and refuse the rest at once.</summary>
internal static class OverloadScenario
{
    internal const string Statuses = "answers other than 200 and 429";
    internal const string Refused = "requests refused";
    internal const string RetryAfter = "refusals without Retry-After";
    internal const string Offered = "offered as scheduled";
    internal const string Throughput = "completed a second";
    internal const string RefusalLatency = "median time of a refusal";
    internal const string AdmittedLatency = "p99 time of an admitted request";

    private const double LeastThroughput = 0.9;
    private const double LeastOffered = 0.95;
    private const double LongestRefusal = 50;

    // How much longer a wait may be than computed: a session is slower while its neighbours are refused, and the machine is not alone.
    private const double Tolerance = 1.5;
    private const double ConstantMilliseconds = 100;

    // For refusals in flight, beside what waits and runs.
    private const int RefusalsOnTheirWay = 128;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    internal static async Task<ScenarioReport> RunAsync(OverloadOptions options, ServiceSettings settings, CancellationToken cancellation)
    {
        await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(
            settings.With("Limits__QueueLength", options.QueueLength.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        byte[] request = RequestBytes.Analyze(SeedPicture.Known.Bytes);
        ScenarioReport report = new("overload");

        double best = await MeasureBestAsync(service, request, options, report, cancellation);
        double serviceMilliseconds = service.Sessions / best * 1000;

        using OpenLoop load = new(service.EndPoint, ServiceUnderTest.AnswerTimeout, options.QueueLength + service.Sessions + RefusalsOnTheirWay);
        OpenLoopFigures figures = await load.RunAsync(request, best * options.Factor, options.Duration, cancellation);
        Judge(report, figures, best, AdmittedBound(options.QueueLength, service.Sessions, serviceMilliseconds));
        report.AddFigure("answers", figures.Tally.Summary);
        report.AddFigure("offered", $"{Format.Count(figures.Offered)} in {Format.Seconds(options.Duration)}, {Format.Number(options.Factor)} x the best");
        report.AddFigure("service time", $"{Format.Milliseconds(serviceMilliseconds)} = {service.Sessions} sessions / best");
        report.AddFigure("admitted, median", Format.Milliseconds(figures.Tally.LatenciesOf(200).Median));
        report.AddFigure("refused, p99", Format.Milliseconds(figures.Tally.LatenciesOf(429).Percentile(0.99)));
        return report;
    }

    /// <summary>
    /// How long an admitted request may take: all that wait before it, shared by the sessions, and then itself, each for a service time; times the
    /// tolerance, and a constant for what is not analysis.
    /// </summary>
    private static double AdmittedBound(int queueLength, int sessions, double serviceMilliseconds) =>
        (((double)queueLength / sessions) + 1) * serviceMilliseconds * Tolerance + ConstantMilliseconds;

    private static async Task<double> MeasureBestAsync(
        ServiceUnderTest service, byte[] request, OverloadOptions options, ScenarioReport report, CancellationToken cancellation)
    {
        await new ClosedLoop(service.EndPoint, service.Sessions, ServiceUnderTest.AnswerTimeout).RunAsync([request], WarmUp, cancellation);
        double best = 0;
        foreach (int callers in (int[])[service.Sessions, service.Sessions + 1, service.Sessions * 2])
        {
            (Tally tally, double perSecond) = await new ClosedLoop(service.EndPoint, callers, ServiceUnderTest.AnswerTimeout).RunAsync([request], options.BaselineDuration, cancellation);
            report.AddFigure($"{callers} callers", $"{Format.Number(perSecond)} a second: {tally.Summary}");
            best = Math.Max(best, perSecond);
        }

        return best > 0 ? best : throw new InvalidOperationException("The service completed no analysis without overload.");
    }

    private static void Judge(ScenarioReport report, OpenLoopFigures figures, double best, double bound)
    {
        Tally tally = figures.Tally;
        Latencies admitted = tally.LatenciesOf(200), refused = tally.LatenciesOf(429);
        double offered = (double)figures.Offered / (figures.Offered + figures.Withheld);
        double ratio = figures.CompletedPerSecond / best;
        double p99 = admitted.Percentile(0.99);
        report.Add(new Criterion(
            Throughput, $"at least {Format.Percent(LeastThroughput)} of the best",
            $"{Format.Number(figures.CompletedPerSecond)} of {Format.Number(best)}, {Format.Percent(ratio)}", ratio >= LeastThroughput, IsTimed: true));
        report.Add(Criterion.None(Statuses, tally.CountOtherThan(200, 429)));
        report.Add(new Criterion(Refused, "some", Format.Count(refused.Count), refused.Count > 0));
        report.Add(Criterion.None(RetryAfter, tally.WithoutRetryAfter));
        report.Add(new Criterion(
            RefusalLatency, $"below {Format.Milliseconds(LongestRefusal)}", Format.Milliseconds(refused.Median), refused.Median < LongestRefusal, IsTimed: true));
        report.Add(new Criterion(
            AdmittedLatency, $"at most (queue / sessions + 1) x service time x {Format.Number(Tolerance)} + {Format.Milliseconds(ConstantMilliseconds)} = {Format.Milliseconds(bound)}",
            Format.Milliseconds(p99), p99 <= bound, IsTimed: true));
        report.Add(new Criterion(
            Offered, $"at least {Format.Percent(LeastOffered)}", Format.Percent(offered), offered >= LeastOffered, IsTimed: true));
    }
}
