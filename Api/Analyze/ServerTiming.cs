using System.Globalization;
using Detection;

namespace Api.Analyze;

/// <summary>The Server-Timing header (W3C): what each stage took, in milliseconds; browsers show it beside the request.</summary>
internal static class ServerTiming
{
    /// <summary>The header's value.</summary>
    /// <param name="timings">What the analysis took.</param>
    /// <param name="annotate">What drawing took, where there was any.</param>
    /// <param name="total">What all of it took.</param>
    internal static string Format(in DetectionTimings timings, TimeSpan? annotate, TimeSpan total)
    {
        string drawing = annotate is { } time ? string.Create(CultureInfo.InvariantCulture, $"annotate;dur={time.TotalMilliseconds:F2}, ") : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"queue;dur={timings.Queue.TotalMilliseconds:F2}, decode;dur={timings.Decode.TotalMilliseconds:F2}, letterbox;dur={timings.Letterbox.TotalMilliseconds:F2}, inference;dur={timings.Inference.TotalMilliseconds:F2}, head;dur={timings.Head.TotalMilliseconds:F2}, {drawing}total;dur={total.TotalMilliseconds:F2}");
    }
}
