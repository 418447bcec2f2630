using Microsoft.Net.Http.Headers;

namespace Api.Requests;

/// <summary>Which form of body a request's media type announces.</summary>
internal static class MediaTypes
{
    /// <summary>The media type of a request's body; null where the request names none, or none that can be read.</summary>
    internal static MediaTypeHeaderValue? Of(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) ? type : null;

    /// <summary>JSON.</summary>
    internal static bool IsJson(MediaTypeHeaderValue? type) =>
        type is not null && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    /// <summary>A multipart form.</summary>
    internal static bool IsMultipart(MediaTypeHeaderValue? type) =>
        type is not null && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>A picture by itself, or bytes of no stated type.</summary>
    internal static bool IsPicture(MediaTypeHeaderValue? type) =>
        type is not null && (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase));
}
