using System.Text;

namespace Telemetry.TestSupport;

/// <summary>A request that a receiver has read, answered or not.</summary>
/// <param name="Signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
/// <param name="Headers">Its headers, by names in any case; several of one name are joined by commas. gRPC's metadata are headers too.</param>
/// <param name="Message">The protobuf message, without gRPC's frame.</param>
public sealed record OtlpRequest(string Signal, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Message)
{
    /// <summary>Whether a text stands in the message, as protobuf writes it: in UTF-8.</summary>
    public bool Contains(string text) => Contains(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether bytes, such as those of a trace id, stand in the message.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes) => Message.Span.IndexOf(bytes) >= 0;
}
