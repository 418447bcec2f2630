using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Api.Playground;

/// <summary>A file of the page. They are in the assembly, so that they are wherever the service is, and nothing else can be asked for.</summary>
/// <param name="Path">Where it is served, relative to the root: empty for the page itself.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PlaygroundFile(string Path, string ContentType, byte[] Content)
{
    private const string Prefix = "wwwroot/";
    private const string PageName = "index.html";

    // Around what the page shows only where there is an OpenAPI page to lead to.
    private const string ReferenceBegin = "<!-- reference -->";
    private const string ReferenceEnd = "<!-- /reference -->";

    /// <summary>Whether it is the page itself.</summary>
    internal bool IsPage => Path.Length == 0;

    /// <summary>Tells versions of the content apart.</summary>
    internal EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 8))}\"");

    /// <summary>All files of the page.</summary>
    /// <param name="hasReference">Whether the page is to link to the OpenAPI page.</param>
    internal static IEnumerable<PlaygroundFile> All(bool hasReference)
    {
        Assembly assembly = typeof(PlaygroundFile).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);

            // Built on Windows, the names of resources have its separators.
            string path = resource[Prefix.Length..].Replace('\\', '/');
            yield return path == PageName
                ? new PlaygroundFile(string.Empty, TypeOf(path), hasReference ? content : WithoutReference(content))
                : new PlaygroundFile(path, TypeOf(path), content);
        }
    }

    private static byte[] WithoutReference(byte[] page)
    {
        string html = Encoding.UTF8.GetString(page);
        int begin = html.IndexOf(ReferenceBegin, StringComparison.Ordinal);
        int end = html.IndexOf(ReferenceEnd, StringComparison.Ordinal) + ReferenceEnd.Length;
        return Encoding.UTF8.GetBytes(html.Remove(begin, end - begin));
    }

    private static string TypeOf(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".jpg" => "image/jpeg",
        _ => throw new InvalidOperationException($"The page has {path}, whose media type is not known here."),
    };
}
