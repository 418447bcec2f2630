using StressTool.Http;
using StressTool.Load;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Scenarios;

/// <summary>Full load for a long time: every analysis must succeed, and memory and handles must not grow.</summary>
internal static class SoakScenario
{
    internal const string Statuses = "answers other than 200";
    internal const string Memory = "resident memory, last quarter over first";
    internal const string Handles = "handles, last quarter over first";

    private const double MostGrowth = 0.03;

    // Connections that come and go between two counts.
    private const int MostHandles = 4;
    private const int Quarters = 4;

    internal static async Task<ScenarioReport> RunAsync(int analyses, ServiceSettings settings, CancellationToken cancellation)
    {
        await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(settings);
        ScenarioReport report = new("soak");
        byte[][] requests = [.. SeedPicture.Readable.Select(picture => RequestBytes.Analyze(picture.Bytes))];
        ResourceSampler sampler = new(service.Memory);
        ClosedLoop load = new(service.EndPoint, service.Sessions * 2, ServiceUnderTest.AnswerTimeout);
        List<ResourceFigures> quarters = [];
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Tally tally = await load.RunAsync(
            requests,
            analyses,
            answered =>
            {
                // Of each quarter the last fifth counts.
                int quarter = (int)((long)(answered - 1) * Quarters / analyses), within = answered - (int)((long)quarter * analyses / Quarters);
                if (ProcessMemory.IsMeasured && within * 5L * Quarters >= analyses * 4L)
                {
                    sampler.Sample(quarter);
                }
            },
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        for (int quarter = 0; quarter < Quarters && ProcessMemory.IsMeasured; quarter++)
        {
            quarters.Add(sampler.FiguresOf(quarter));
            report.AddFigure($"quarter {quarter + 1}", $"{Format.Mebibytes(quarters[^1].Resident)}, {quarters[^1].Handles} handles");
        }

        report.Add(new Criterion(Statuses, "0", Format.Count(tally.CountOtherThan(200)), tally.CountOtherThan(200) == 0 && tally.Count == analyses));
        Judge(report, quarters);
        report.AddFigure("answers", tally.Summary);
        report.AddFigure("pictures", $"{requests.Length} in turn, of every format");
        report.AddFigure("analyses a second", Format.Number(tally.Count / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds));
        return report;
    }

    private static void Judge(ScenarioReport report, List<ResourceFigures> quarters)
    {
        string memory = $"at most {Format.Percent(MostGrowth)} more", handles = $"at most {MostHandles} more";
        if (quarters.Count == 0)
        {
            report.Add(Criterion.NotMeasured(Memory, memory, ProcessMemory.Elsewhere));
            report.Add(Criterion.NotMeasured(Handles, handles, ProcessMemory.Elsewhere));
            return;
        }

        ResourceFigures first = quarters[0], last = quarters[^1];
        double growth = ((double)last.Resident / first.Resident) - 1;
        int more = last.Handles - first.Handles;
        report.Add(new Criterion(
            Memory, memory, $"{Format.Mebibytes(first.Resident)} to {Format.Mebibytes(last.Resident)}, {Format.Percent(growth)}", growth <= MostGrowth, IsTimed: true));
        report.Add(new Criterion(Handles, handles, $"{first.Handles} to {last.Handles}", more <= MostHandles));
    }
}
