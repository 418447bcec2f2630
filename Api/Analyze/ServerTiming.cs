using System.Globalization;
using Detection;

namespace Api.Analyze;

/// <summary>The Server-Timing header (W3C): what each stage took, in milliseconds; browsers show it beside the request.</summary>
internal static class ServerTiming
{
    internal static string Format(in DetectionTimings timings) => string.Create(
        CultureInfo.InvariantCulture,
        $"queue;dur={timings.Queue.TotalMilliseconds:F2}, decode;dur={timings.Decode.TotalMilliseconds:F2}, letterbox;dur={timings.Letterbox.TotalMilliseconds:F2}, inference;dur={timings.Inference.TotalMilliseconds:F2}, head;dur={timings.Head.TotalMilliseconds:F2}, total;dur={timings.Total.TotalMilliseconds:F2}");
}
