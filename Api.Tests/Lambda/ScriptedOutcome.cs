using System.Text;
using System.Text.Json;

namespace Api.Tests.Lambda;

/// <summary>What a function posted: an answer or an error.</summary>
/// <param name="Path">Where to, below the API's version.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="ErrorType">The header with the error's type.</param>
/// <param name="Body">The body.</param>
internal sealed record ScriptedOutcome(string Path, string? ContentType, string? ErrorType, byte[] Body)
{
    internal bool IsError => Path.EndsWith("/error", StringComparison.Ordinal);

    internal string Text => Encoding.UTF8.GetString(Body);

    internal JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Status of a proxy response.</summary>
    internal int StatusCode => Json.GetProperty("statusCode").GetInt32();

    /// <summary>The body of a proxy response, decoded if it is base64.</summary>
    internal byte[] Content => Json.GetProperty("isBase64Encoded").GetBoolean()
        ? Json.GetProperty("body").GetBytesFromBase64()
        : Encoding.UTF8.GetBytes(Json.GetProperty("body").GetString()!);

    internal JsonElement ContentJson => JsonDocument.Parse(Content).RootElement;
}
