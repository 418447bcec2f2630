using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Api.Playground;

/// <summary>
/// A file of the page. They are in the assembly, so that they are wherever the service is, and nothing else can be asked for; each is read when it is
/// first asked for, since most starts of a Lambda function serve none.
/// </summary>
internal sealed class PlaygroundFile
{
    private const string Prefix = "wwwroot/";
    private const string PageName = "index.html";

    // Around what the page shows only where there is an OpenAPI page to lead to.
    private const string ReferenceBegin = "<!-- reference -->";
    private const string ReferenceEnd = "<!-- /reference -->";

    private static readonly Assembly Assembly = typeof(PlaygroundFile).Assembly;

    private readonly Lazy<(byte[] Content, EntityTagHeaderValue Tag)> _content;

    private PlaygroundFile(string resource, bool hasReference)
    {
        // Built on Windows, the names of resources have its separators.
        string name = resource[Prefix.Length..].Replace('\\', '/');
        IsPage = name == PageName;
        Path = IsPage ? "/" : "/" + name;
        ContentType = TypeOf(name);
        _content = new(() =>
        {
            byte[] content = Read(resource);
            content = IsPage && !hasReference ? WithoutReference(content) : content;
            return (content, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\""));
        });
    }

    /// <summary>Where it is served.</summary>
    internal string Path { get; }

    /// <summary>Whether it is the page itself.</summary>
    internal bool IsPage { get; }

    /// <summary>Its media type.</summary>
    internal string ContentType { get; }

    /// <summary>Its bytes.</summary>
    internal byte[] Content => _content.Value.Content;

    /// <summary>Tells versions of the content apart.</summary>
    internal EntityTagHeaderValue Tag => _content.Value.Tag;

    /// <summary>All files of the page.</summary>
    /// <param name="hasReference">Whether the page is to link to the OpenAPI page.</param>
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

    private static byte[] WithoutReference(byte[] page)
    {
        string html = Encoding.UTF8.GetString(page);
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
        _ => throw new InvalidOperationException($"The page has {name}, whose media type is not known here."),
    };
}
