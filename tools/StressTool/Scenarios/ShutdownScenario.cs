using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StressTool.Draining;
using StressTool.Http;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Scenarios;

/// <summary>
/// The service is ended under load: by SIGTERM, where nobody it had accepted may go without an answer, and by SIGKILL, after which another must serve in
/// its place. A request counts as accepted once all its bytes were sent before the signal.
/// </summary>
internal static class ShutdownScenario
{
    internal const string Accepted = "accepted requests not answered";
    internal const string WithIt = "requests with the service at SIGTERM";
    internal const string Later = "later requests with half an answer";
    internal const string ExitCode = "exit code";
    internal const string DrainTime = "time from SIGTERM to the end";
    internal const string Readiness = "readiness while it drains";
    internal const string Restart = "start after SIGKILL";
    internal const string SameAnswer = "answer after SIGKILL";

    // Enough that some wait whatever happens.
    private const int CallersASession = 8;
    private const double MostStartFactor = 2;

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Constant = TimeSpan.FromSeconds(1);

    internal static async Task<ScenarioReport> RunAsync(TimeSpan drainTime, ServiceSettings settings, CancellationToken cancellation)
    {
        int port = FreePort();
        byte[] request = RequestBytes.Analyze(SeedPicture.Known.Bytes);
        ServiceSettings draining = settings
            .With("Shutdown__DrainSeconds", drainTime.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .With("Limits__QueueLength", "1000");
        ScenarioReport report = new("shutdown");
        await using (ServiceUnderTest service = await ServiceUnderTest.StartAsync(draining, port))
        {
            await TerminateAsync(report, service, request, drainTime, cancellation);
        }

        await KillAsync(report, draining, port, request, cancellation);
        return report;
    }

    private static async Task TerminateAsync(
        ScenarioReport report, ServiceUnderTest service, byte[] request, TimeSpan drainTime, CancellationToken cancellation)
    {
        RecordedLoad load = new(service.EndPoint, service.Sessions * CallersASession, request);
        ReadinessProbe probe = new(service.EndPoint);
        probe.Start();
        load.Start();
        await Task.Delay(Load, cancellation);

        long signalled = Stopwatch.GetTimestamp();
        service.Terminate();
        int? exitCode = await service.WaitForExitAsync(drainTime + (Constant * 10));
        TimeSpan took = Stopwatch.GetElapsedTime(signalled);
        await load.StopAsync();
        await probe.StopAsync();

        Exchange[] accepted = [.. load.Exchanges.Where(exchange => exchange.IsAcceptedAt(signalled))];
        Exchange[] later = [.. load.Exchanges.Where(exchange => exchange.EndedAt >= signalled && !exchange.IsAcceptedAt(signalled))];
        report.Add(new Criterion(WithIt, "some", Format.Count(accepted.Length), accepted.Length > 0));
        report.Add(Criterion.None(Accepted, accepted.Count(exchange => !exchange.IsAnswered)));
        report.Add(new Criterion(
            Later, "0", $"{later.Count(exchange => !exchange.IsAnsweredOrTurnedAway)} of {later.Length}", later.All(exchange => exchange.IsAnsweredOrTurnedAway)));
        report.Add(new Criterion(ExitCode, "0", exitCode is { } code ? Format.Count(code) : "it has not ended", exitCode == 0));
        report.Add(new Criterion(
            DrainTime, $"at most {Format.Seconds(drainTime)} and {Format.Seconds(Constant)}", Format.Seconds(took), exitCode is not null && took <= drainTime + Constant));
        report.Add(new Criterion(Readiness, "503", string.Join(", then ", probe.Outcomes), TurnsTo503(probe.Outcomes)));
        report.AddFigure("requests over SIGTERM", load.Summary);
        report.AddFigure("accepted ones", string.Join(", ", accepted.CountBy(exchange => $"{exchange.End} {exchange.Status}").Select(pair => $"{pair.Value} x {pair.Key}")));
    }

    private static async Task KillAsync(ScenarioReport report, ServiceSettings settings, int port, byte[] request, CancellationToken cancellation)
    {
        TimeSpan usual;
        byte[] before;
        RecordedLoad load;
        await using (ServiceUnderTest service = await ServiceUnderTest.StartAsync(settings, port))
        {
            usual = service.StartTime;
            before = await service.AnalyzeAsync(SeedPicture.Known);
            load = new RecordedLoad(service.EndPoint, service.Sessions * 2, request);
            load.Start();
            await Task.Delay(Load, cancellation);
            service.Kill();
            await service.WaitForExitAsync(Constant * 10);
        }

        await load.StopAsync();
        await using ServiceUnderTest next = await ServiceUnderTest.StartAsync(settings, port);
        TimeSpan most = (usual * MostStartFactor) + Constant;
        bool isSame = (await next.AnalyzeAsync(SeedPicture.Known)).AsSpan().SequenceEqual(before);
        report.Add(new Criterion(Restart, $"at most {Format.Seconds(most)} on the same port", Format.Seconds(next.StartTime), next.StartTime <= most, IsTimed: true));
        report.Add(new Criterion(SameAnswer, "the same as before", isSame ? "the same" : "another", isSame));
        report.AddFigure("requests over SIGKILL", load.Summary);
    }

    // 200 until the signal; then 503, and not 200 again.
    private static bool TurnsTo503(IReadOnlyList<string> outcomes) =>
        outcomes.Count > 1 && outcomes[0] == "200" && outcomes[1] == "503" && !outcomes.Skip(1).Contains("200");

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
