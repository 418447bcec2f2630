using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Api.Tests.Analyze;

/// <summary>Request bodies in the forms that POST /analyze takes.</summary>
internal static class PictureContent
{
    /// <summary>The body is the picture.</summary>
    internal static ByteArrayContent Raw(byte[] picture, string? mediaType = "image/jpeg")
    {
        ByteArrayContent content = new(picture);
        content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        return content;
    }

    /// <summary>JSON with the picture in base64, and further members.</summary>
    internal static StringContent Json(byte[] picture, params (string Name, JsonNode? Value)[] members) =>
        JsonWithData(Convert.ToBase64String(picture), members);

    /// <summary>JSON with a text of one's own as image_data, and further members.</summary>
    internal static StringContent JsonWithData(string imageData, params (string Name, JsonNode? Value)[] members)
    {
        JsonObject body = new() { ["image_data"] = imageData };
        foreach ((string name, JsonNode? value) in members)
        {
            body[name] = value;
        }

        return JsonText(body.ToJsonString());
    }

    /// <summary>Any text as JSON.</summary>
    internal static StringContent JsonText(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>A form with the picture in the field image, and further fields behind it.</summary>
    internal static MultipartFormDataContent Form(byte[] picture, params (string Name, string Value)[] fields)
    {
        MultipartFormDataContent form = new() { { Raw(picture), "image", "picture.jpg" } };
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    /// <summary>A form with files only, in this order.</summary>
    internal static MultipartFormDataContent Files(params (string Field, byte[] Bytes, string FileName)[] files)
    {
        MultipartFormDataContent form = [];
        foreach ((string field, byte[] bytes, string fileName) in files)
        {
            form.Add(Raw(bytes), field, fileName);
        }

        return form;
    }
}
