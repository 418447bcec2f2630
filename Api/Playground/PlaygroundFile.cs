using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Api.Playground;

/// <summary>
/// A file of the playground. The files are resources of the assembly: they are wherever the service is, and nothing else can be requested. Each is read
/// at its first request, since most starts of a Lambda function serve none.
/// </summary>
internal sealed class PlaygroundFile
{
    private const string Prefix = "wwwroot/";
    private const string IndexName = "index.html";

    // Enclose the link to the OpenAPI page, which is there only where that page is.
    private const string ReferenceBegin = "<!-- reference -->";
    private const string ReferenceEnd = "<!-- /reference -->";

    private static readonly Assembly Assembly = typeof(PlaygroundFile).Assembly;

    private readonly Lazy<(byte[] Content, EntityTagHeaderValue Tag)> _content;

    private PlaygroundFile(string resource, bool hasReference)
    {
        // Built on Windows, the names of resources have its separators.
        string name = resource[Prefix.Length..].Replace('\\', '/');
        IsIndex = name == IndexName;
        Path = IsIndex ? "/" : "/" + name;
        ContentType = TypeOf(name);
        _content = new(() =>
        {
            byte[] content = Read(resource);
            content = IsIndex && !hasReference ? WithoutReference(content) : content;
            return (content, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\""));
        });
    }

    /// <summary>Where it is served.</summary>
    internal string Path { get; }

    /// <summary>Whether it is the HTML page.</summary>
    internal bool IsIndex { get; }

    /// <summary>Its media type.</summary>
    internal string ContentType { get; }

    /// <summary>Its bytes.</summary>
    internal byte[] Content => _content.Value.Content;

    /// <summary>Tells versions of the content apart.</summary>
    internal EntityTagHeaderValue Tag => _content.Value.Tag;

    /// <summary>All files of the playground.</summary>
    /// <param name="hasReference">Whether the playground links to the OpenAPI page.</param>
    internal static IEnumerable<PlaygroundFile> All(bool hasReference) => Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => new PlaygroundFile(name, hasReference));

    private static byte[] Read(string resource)
    {
        using Stream stream = Assembly.GetManifestResourceStream(resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static byte[] WithoutReference(byte[] index)
    {
        string html = Encoding.UTF8.GetString(index);
        int begin = html.IndexOf(ReferenceBegin, StringComparison.Ordinal);
        int end = html.IndexOf(ReferenceEnd, StringComparison.Ordinal) + ReferenceEnd.Length;
        return Encoding.UTF8.GetBytes(html.Remove(begin, end - begin));
    }

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".jpg" => "image/jpeg",
        _ => throw new InvalidOperationException($"The playground has {name}, whose media type is not known here."),
    };
}
