using System.Text.Json.Serialization;

namespace ModelTool.Benchmarks;

/// <summary>The figures of <c>bench</c> for programs. Times are medians in milliseconds.</summary>
internal sealed record BenchReport(
    StageTimes Stages, double WholeOverBare, long AllocatedBytes, InputReport Input, CallersReport Callers, IReadOnlyList<ChoiceReport> Choices, ChoiceReport? Best)
{
    /// <summary>Puts figures together.</summary>
    internal static BenchReport From(StageFigures stages, InputFigures input, ThroughputFigures throughput, IReadOnlyList<SessionChoice> choices) => new(
        new StageTimes(
            stages.Decode.Median, stages.Letterbox.Median, stages.Run.Median, stages.Head.Median, stages.Whole.Median, stages.Bare.Median,
            stages.TurboDecode.Count > 0 ? stages.TurboDecode.Median : null),
        stages.Ratio.Median,
        stages.AllocatedBytes,
        new InputReport(input.Own.Median, input.ImageSharp.Median, input.Ratio.Median),
        new CallersReport(throughput.Callers, throughput.Sessions, throughput.PerSecond, throughput.Efficiency, throughput.Different),
        [.. choices.Select(ChoiceReport.From)],
        choices.Count > 0 ? ChoiceReport.From(SessionMatrix.Best(choices)) : null);
}

/// <summary>What the stages take on one thread.</summary>
internal sealed record StageTimes(double Decode, double Letterbox, double Run, double Head, double WholeCall, double BareRun, double? TurboFullDecode);

/// <summary>What decoding and letterboxing take together on one thread, beside ImageSharp.</summary>
/// <param name="DecodeAndLetterbox">Here.</param>
/// <param name="ImageSharp">With ImageSharp.</param>
/// <param name="ImageSharpOverOwn">The median of ImageSharp's time over ours of the same picture.</param>
internal sealed record InputReport(double DecodeAndLetterbox, double ImageSharp, double ImageSharpOverOwn);

/// <summary>What many callers get through.</summary>
/// <param name="Callers">How many.</param>
/// <param name="Sessions">On how many sessions.</param>
/// <param name="PerSecond">Pictures a second.</param>
/// <param name="Efficiency">That, over sessions / (bare run + decode).</param>
/// <param name="Different">Answers that differ from those of one caller.</param>
internal sealed record CallersReport(int Callers, int Sessions, double PerSecond, double Efficiency, int Different);

/// <summary>A choice of sessions and threads.</summary>
internal sealed record ChoiceReport(int Sessions, int ThreadsPerSession, double PerSecond, double CallMsShared, double CallMsAlone)
{
    internal static ChoiceReport From(SessionChoice choice) =>
        new(choice.Sessions, choice.Threads, choice.PerSecond.Median, choice.Shared.Median, choice.Alone.Median);
}

/// <summary>Writing of <see cref="BenchReport"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchReportJson : JsonSerializerContext;
