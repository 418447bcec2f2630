using StressTool.Http;
using StressTool.Load;
using StressTool.Pictures;
using StressTool.Reports;
using StressTool.Service;

namespace StressTool.Scenarios;

/// <summary>
/// What an annotated picture costs beside the boxes as JSON: one caller asks for each in turn, many times, so that other load on the machine affects them
/// alike.
/// </summary>
internal static class AnnotateScenario
{
    internal const string Statuses = "answers other than 200";
    internal const string Slower = "latency as image/jpeg";

    // Of a picture as the web has it; the model is small, so that a larger one makes it less.
    private const double MostOfJson = 1.5;

    private static readonly string[] MediaTypes = ["application/json", "image/jpeg", "image/png", "image/webp"];

    /// <param name="rounds">How many times each is asked for.</param>
    /// <param name="files">The pictures; none for the sample.</param>
    /// <param name="settings">The service's settings.</param>
    /// <param name="cancellation">Ends the scenario.</param>
    internal static async Task<ScenarioReport> RunAsync(int rounds, IReadOnlyList<FileInfo> files, ServiceSettings settings, CancellationToken cancellation)
    {
        await using ServiceUnderTest service = await ServiceUnderTest.StartAsync(settings);
        SeedPicture[] pictures =
        [
            .. files.Count == 0 ? [SeedPicture.Known] : files.Select(file => new SeedPicture(file.Name, File.ReadAllBytes(file.FullName))),
        ];
        ScenarioReport report = new("annotate");
        int others = 0;
        foreach (SeedPicture picture in pictures)
        {
            Variant[] variants = [.. MediaTypes.Select(type => new Variant(type, RequestBytes.Analyze(picture.Bytes, type)))];
            await MeasureAsync(service, variants, Math.Max(3, rounds / 10), cancellation);
            Array.ForEach(variants, static variant => variant.Reset());
            await MeasureAsync(service, variants, rounds, cancellation);
            others += variants.Sum(variant => variant.Tally.CountOtherThan(200));
            double json = variants[0].Median;
            foreach (Variant variant in variants)
            {
                report.AddFigure(
                    $"{picture.Name} as {variant.MediaType}",
                    $"median latency {Format.Milliseconds(variant.Median)}, {Format.Percent(variant.Median / json)} of that as JSON; "
                    + $"{Format.Count(variant.AnswerBytes / 1024)} KiB; {(ProcessMemory.IsMeasured ? Format.Mebibytes(variant.MemoryGrowth) : ProcessMemory.Elsewhere)} of memory beyond what was resident");
            }

            if (files.Count == 0)
            {
                double slower = variants[1].Median / json;
                report.Add(new Criterion(Slower, $"at most {Format.Percent(MostOfJson)} of that as JSON", Format.Percent(slower), slower <= MostOfJson, IsTimed: true));
            }
        }

        report.Add(Criterion.None(Statuses, others));
        return report;
    }

    private static async Task MeasureAsync(ServiceUnderTest service, Variant[] variants, int rounds, CancellationToken cancellation)
    {
        using HttpConnection connection = new(service.EndPoint, ServiceUnderTest.AnswerTimeout);
        for (int round = 0; round < rounds; round++)
        {
            // Each follows each of the others as often.
            for (int turn = 0; turn < variants.Length; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                await variants[(round + turn) % variants.Length].MeasureAsync(connection, service.Memory);
            }
        }
    }

    /// <summary>A form of answer, and what was measured of it.</summary>
    private sealed class Variant(string mediaType, byte[] request)
    {
        internal string MediaType { get; } = mediaType;

        internal Tally Tally { get; private set; } = new();

        internal long AnswerBytes { get; private set; }

        internal long MemoryGrowth { get; private set; }

        internal double Median => Tally.LatenciesOf(200).Median;

        internal void Reset() => (Tally, MemoryGrowth) = (new Tally(), 0);

        internal async Task MeasureAsync(HttpConnection connection, ProcessMemory memory)
        {
            bool isMeasured = ProcessMemory.IsMeasured && memory.TryResetPeak();
            long resident = isMeasured ? memory.Resident : 0;
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            HttpAnswer answer = await connection.ExchangeAsync(request);
            Tally.Add(answer, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            AnswerBytes = answer.Body.Length;
            MemoryGrowth = isMeasured ? Math.Max(MemoryGrowth, memory.Peak - resident) : 0;
        }
    }
}
