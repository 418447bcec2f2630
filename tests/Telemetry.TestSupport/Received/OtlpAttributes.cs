using OpenTelemetry.Proto.Common.V1;

namespace Telemetry.TestSupport.Received;

/// <summary>Attributes: names with values of a few kinds. A reader gives null where the name is absent.</summary>
public sealed class OtlpAttributes
{
    private readonly IReadOnlyList<KeyValue> _pairs;

    internal OtlpAttributes(IReadOnlyList<KeyValue> pairs) => _pairs = pairs;

    /// <summary>The names in the order they came, a name given twice twice.</summary>
    public IReadOnlyList<string> Names => [.. _pairs.Select(pair => pair.Key)];

    /// <summary>The value of a name as on the wire, or null.</summary>
    /// <exception cref="InvalidOperationException">The name is there more than once, which OTLP forbids.</exception>
    public AnyValue? this[string name]
    {
        get
        {
            KeyValue[] pairs = [.. _pairs.Where(pair => pair.Key == name)];
            return pairs.Length <= 1 ? pairs.SingleOrDefault()?.Value : throw new InvalidOperationException($"'{name}' is there {pairs.Length} times: {this}");
        }
    }

    /// <summary>A text.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind, or there more than once.</exception>
    public string? GetString(string name) => Find(name, AnyValue.ValueOneofCase.StringValue)?.StringValue;

    /// <summary>A whole number.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind, or there more than once.</exception>
    public long? GetInt64(string name) => Find(name, AnyValue.ValueOneofCase.IntValue)?.IntValue;

    /// <summary>A floating-point number.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind, or there more than once.</exception>
    public double? GetDouble(string name) => Find(name, AnyValue.ValueOneofCase.DoubleValue)?.DoubleValue;

    /// <summary>A truth value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind, or there more than once.</exception>
    public bool? GetBoolean(string name) => Find(name, AnyValue.ValueOneofCase.BoolValue)?.BoolValue;

    /// <summary>A list of texts.</summary>
    /// <exception cref="InvalidOperationException">The value or one in the list is of another kind, or the value is there more than once.</exception>
    public IReadOnlyList<string>? GetStrings(string name) =>
        Find(name, AnyValue.ValueOneofCase.ArrayValue)?.ArrayValue.Values
            .Select(value => Check(name, value, AnyValue.ValueOneofCase.StringValue).StringValue)
            .ToArray();

    /// <summary>All names with their values, for messages.</summary>
    public override string ToString() => string.Join(", ", _pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    private static AnyValue Check(string name, AnyValue value, AnyValue.ValueOneofCase kind) =>
        value.ValueCase == kind ? value : throw new InvalidOperationException($"'{name}' is not a {kind}: {value}");

    private AnyValue? Find(string name, AnyValue.ValueOneofCase kind) => this[name] is { } value ? Check(name, value, kind) : null;
}
