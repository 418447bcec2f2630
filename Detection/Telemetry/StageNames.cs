namespace Detection.Telemetry;

/// <summary>Names of the stages of an analysis in metrics and spans.</summary>
internal static class StageNames
{
    internal const string Queue = "queue";
    internal const string Decode = "decode";
    internal const string Letterbox = "letterbox";
    internal const string Inference = "inference";
    internal const string Head = "head";
    internal const string Annotate = "annotate";
    internal const string Encode = "encode";
}
