using System.Text.Json;
using Api.Lambda.Runtime;
using Api.Requests;

namespace Api.Lambda.Events;

/// <summary>
/// An event's members: where each lies in the event's bytes. Small ones are read on demand; a body is decoded where it stands, so that a picture
/// never becomes a string, nor a second buffer.
/// </summary>
internal sealed class EventMembers : IDisposable
{
    private readonly Memory<byte> _json;
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonDocument> _objects = new(StringComparer.Ordinal);

    private EventMembers(Memory<byte> json) => _json = json;

    /// <summary>The names, in the order they came.</summary>
    internal IEnumerable<string> Names => _members.Keys;

    /// <summary>The whole event.</summary>
    internal Memory<byte> Json => _json;

    /// <summary>Reads an event through once, which checks that all of it is JSON.</summary>
    /// <param name="json">The event; must live and not change, other than by this class, as long as what is read from it.</param>
    /// <exception cref="EventException">It is not a JSON object.</exception>
    internal static EventMembers Read(Memory<byte> json)
    {
        EventMembers members = new(json);
        try
        {
            members.Find();
            return members;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EventException(RuntimeError.MalformedEventType, exception is JsonException json1
                ? $"The event is not valid JSON (line {json1.LineNumber + 1}, byte {json1.BytePositionInLine + 1})."
                : "The event is not valid JSON: a name in it is not UTF-8.");
        }
    }

    /// <summary>Whether there is a member of this name that is not null.</summary>
    internal bool Has(string name) => TypeOf(name) is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Whether a member is the value true.</summary>
    internal bool IsTrue(string name) => TypeOf(name) == JsonTokenType.True;

    /// <summary>What kind of value a member has, None where it is absent.</summary>
    internal JsonTokenType TypeOf(string name) => _members.TryGetValue(name, out Member member) ? member.Type : JsonTokenType.None;

    /// <summary>A text; null where it is absent or no text.</summary>
    /// <exception cref="EventException">It is not UTF-8.</exception>
    internal string? Text(string name)
    {
        if (TypeOf(name) != JsonTokenType.String)
        {
            return null;
        }

        Utf8JsonReader reader = ReaderAt(name);
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new EventException(RuntimeError.MalformedEventType, $"The event's {name} is not UTF-8.");
        }
    }

    /// <summary>A whole number; null where it is none.</summary>
    internal int? Number(string name)
    {
        if (TypeOf(name) != JsonTokenType.Number)
        {
            return null;
        }

        Utf8JsonReader reader = ReaderAt(name);
        return reader.TryGetInt32(out int number) ? number : null;
    }

    /// <summary>An object or a list, valid until this is disposed; null where the member is absent or of another kind.</summary>
    internal JsonElement? Structure(string name)
    {
        if (TypeOf(name) is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return null;
        }

        if (!_objects.TryGetValue(name, out JsonDocument? document))
        {
            document = JsonDocument.Parse(Raw(name));
            _objects.Add(name, document);
        }

        return document.RootElement;
    }

    /// <summary>A member's JSON as it stands in the event.</summary>
    internal Memory<byte> Raw(string name)
    {
        Member member = _members[name];
        return _json.Slice(member.Start, member.Length);
    }

    /// <summary>The bytes a text stands for: its UTF-8, or what it holds in base64. Decoded in place, so it can be asked for once only.</summary>
    /// <param name="name">The member; where it is absent or not a string, there are no bytes.</param>
    /// <param name="isBase64">Whether the text is base64.</param>
    /// <exception cref="EventException">It is not valid base64 or not UTF-8.</exception>
    internal Memory<byte> Decode(string name, bool isBase64)
    {
        if (TypeOf(name) != JsonTokenType.String)
        {
            return Memory<byte>.Empty;
        }

        Memory<byte> text = Unescape(name);
        if (!isBase64)
        {
            return text;
        }

        return InPlaceText.DecodeBase64(text)
            ?? throw new EventException(RuntimeError.MalformedEventType, $"The event's {name} is not valid base64, though isBase64Encoded is true.");
    }

    public void Dispose()
    {
        foreach (JsonDocument document in _objects.Values)
        {
            document.Dispose();
        }
    }

    private void Find()
    {
        Utf8JsonReader reader = new(_json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            // The message is true only if the rest is JSON too.
            while (reader.Read())
            {
            }

            throw new EventException(RuntimeError.UnknownEventType, "The event must be a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            JsonTokenType type = reader.TokenType;
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            _members[name] = new Member(type, start, (int)reader.BytesConsumed - start);
        }

        while (reader.Read())
        {
        }
    }

    private Memory<byte> Unescape(string name)
    {
        Utf8JsonReader reader = ReaderAt(name);
        try
        {
            return InPlaceText.Unescape(Raw(name), ref reader);
        }
        catch (InvalidOperationException)
        {
            throw new EventException(RuntimeError.MalformedEventType, $"The event's {name} is not UTF-8.");
        }
    }

    private Utf8JsonReader ReaderAt(string name)
    {
        Utf8JsonReader reader = new(Raw(name).Span);
        reader.Read();
        return reader;
    }

    private readonly record struct Member(JsonTokenType Type, int Start, int Length);
}
