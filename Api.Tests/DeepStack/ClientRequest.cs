using System.Text;

namespace Api.Tests.DeepStack;

/// <summary>Requests byte by byte as clients of DeepStack and CodeProject.AI write them; where the order or the headers of parts matter, they stand here.</summary>
internal static class ClientRequest
{
    /// <summary>
    /// Python's requests, as Frigate's detector and deepstack-python use it: the fields first, then the picture without a media type, its file name the
    /// field's name.
    /// </summary>
    internal static HttpContent OfPython(byte[] picture, params (string Name, string Value)[] fields) => Form(
        "4ad2f1b8c0b94d3c8d7ddbd2c1f1e0aa",
        [
            .. fields.Select(field => ($"Content-Disposition: form-data; name=\"{field.Name}\"", Encoding.UTF8.GetBytes(field.Value))),
            ("Content-Disposition: form-data; name=\"image\"; filename=\"image\"", picture),
        ]);

    /// <summary>.NET's HttpClient, as the C# examples of DeepStack use it: the picture first, then the fields as text, names without quotes.</summary>
    internal static HttpContent OfDotNet(byte[] picture, params (string Name, string Value)[] fields) => Form(
        "b8a1-6f3e\"".TrimEnd('"'),
        [
            ("Content-Disposition: form-data; name=image; filename=snapshot.jpg; filename*=utf-8''snapshot.jpg", picture),
            .. fields.Select(field => ($"Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name={field.Name}", Encoding.UTF8.GetBytes(field.Value))),
        ]);

    /// <summary>A browser's FormData or curl, as the JavaScript examples of CodeProject.AI use them: the picture with its type, then the fields.</summary>
    internal static HttpContent OfBrowser(byte[] picture, params (string Name, string Value)[] fields) => Form(
        "----WebKitFormBoundary7MA4YWxkTrZu0gW",
        [
            ("Content-Disposition: form-data; name=\"image\"; filename=\"camera 1.jpg\"\r\nContent-Type: image/jpeg", picture),
            .. fields.Select(field => ($"Content-Disposition: form-data; name=\"{field.Name}\"", Encoding.UTF8.GetBytes(field.Value))),
        ]);

    private static ByteArrayContent Form(string boundary, (string Headers, byte[] Content)[] parts)
    {
        using MemoryStream body = new();
        foreach ((string headers, byte[] content) in parts)
        {
            body.Write(Encoding.ASCII.GetBytes($"--{boundary}\r\n{headers}\r\n\r\n"));
            body.Write(content);
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        ByteArrayContent form = new(body.ToArray());
        form.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        return form;
    }
}
