using System.Text.Json;

namespace Api.Lambda.Events;

/// <summary>Paths of events: decoded as Kestrel decodes them, and split into path base and path.</summary>
internal static class EventPath
{
    /// <summary>
    /// Percent-decodes a path, all but <c>%2F</c>, which would add a segment. A plus stays a plus, and invalid UTF-8 stays as it is.
    /// Begins with a slash.
    /// </summary>
    internal static string Decode(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return "/";
        }

        if (path.Contains('%', StringComparison.Ordinal))
        {
            path = path.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal);
            path = Uri.UnescapeDataString(path);
        }

        return path[0] == '/' ? path : "/" + path;
    }

    /// <summary>The rest of a path behind a prefix that is whole segments of it; null where it does not begin with it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="prefix">The prefix, with a slash in front and none behind.</param>
    internal static string? Behind(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal)
        ? path.Length == prefix.Length ? "/" : path[prefix.Length] == '/' ? path[prefix.Length..] : null
        : null;

    /// <summary>
    /// How long the part of a path is that stands before what its route matched: the base path of a custom domain, which events hold in their path
    /// but name nowhere.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="route">The route's pattern, such as <c>/pictures/{proxy+}</c>; null where there is none.</param>
    /// <param name="parameters">What stood for its parameters.</param>
    /// <returns>Its length in characters; 0 where the route does not show it.</returns>
    internal static int BaseLength(string path, string? route, JsonElement? parameters)
    {
        if (route is null || Expand(route, parameters) is not { } wanted)
        {
            return 0;
        }

        List<int> starts = [];
        for (int i = 0; i < path.Length - 1; i++)
        {
            if (path[i] == '/' && path[i + 1] != '/')
            {
                starts.Add(i);
            }
        }

        int surplus = starts.Count - wanted.Count;
        if (surplus <= 0)
        {
            return 0;
        }

        // The literal parts must be found where the count says they are; otherwise the event is not what it seems.
        for (int i = 0; i < wanted.Count; i++)
        {
            int start = starts[surplus + i] + 1;
            int end = path.IndexOf('/', start);
            if (wanted[i] is { } literal && !path[start..(end < 0 ? path.Length : end)].Equals(literal, StringComparison.OrdinalIgnoreCase))
            {
                return 0;
            }
        }

        return wanted.Count == 0 ? path.TrimEnd('/').Length : starts[surplus];
    }

    /// <summary>A route's segments: the literal ones, and null for each that a parameter stood for. Null where a parameter's value is missing.</summary>
    private static List<string?>? Expand(string route, JsonElement? parameters)
    {
        List<string?> segments = [];
        foreach (string segment in route.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!segment.EndsWith("+}", StringComparison.Ordinal))
            {
                segments.Add(segment[0] == '{' ? null : segment);
                continue;
            }

            if (parameters is not { ValueKind: JsonValueKind.Object } values
                || !values.TryGetProperty(segment[1..^2], out JsonElement value)
                || value.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            int count = value.GetString()!.Split('/', StringSplitOptions.RemoveEmptyEntries).Length;
            segments.AddRange(Enumerable.Repeat<string?>(null, count));
        }

        return segments;
    }
}
