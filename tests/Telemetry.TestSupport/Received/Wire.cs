using Google.Protobuf;

namespace Telemetry.TestSupport.Received;

/// <summary>How identifiers and times stand on the wire.</summary>
internal static class Wire
{
    private const ulong NanosecondsPerTick = 100;

    /// <summary>An identifier in lower-case hexadecimal digits, or null where there is none.</summary>
    internal static string? Id(ByteString bytes) => bytes.IsEmpty ? null : Convert.ToHexStringLower(bytes.Span);

    /// <summary>Nanoseconds since 1970 as a time.</summary>
    internal static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / NanosecondsPerTick));
}
