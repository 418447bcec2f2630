using Detection.Imaging;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Api.Annotate;

/// <summary>Which format of annotated pictures a request wants, told by its Accept header.</summary>
internal static class FormatNegotiation
{
    private const string Json = "application/json";

    /// <summary>
    /// The format of the annotated picture that a request wants; null for JSON. JSON is the answer to a request that names nothing, accepts anything, or
    /// names only what is not offered. Between several the greatest quality decides (RFC 9110, 12.5.1), then the one that is named rather than covered by a
    /// wildcard, then the one that is named first.
    /// </summary>
    /// <param name="accept">The request's Accept header.</param>
    internal static PictureFormat? Wanted(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept) || !MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? ranges))
        {
            return null;
        }

        PictureFormat? wanted = null;
        Preference best = PreferenceFor([Json], ranges);
        foreach (PictureFormat format in PictureFormat.Writable)
        {
            Preference preference = PreferenceFor(format.MediaTypes, ranges);
            if (preference.Quality > 0 && preference.CompareTo(best) > 0)
            {
                (wanted, best) = (format, preference);
            }
        }

        return wanted;
    }

    /// <summary>How much something with these media types is wanted: what the range says that names it most closely.</summary>
    private static Preference PreferenceFor(IReadOnlyList<string> mediaTypes, IList<MediaTypeHeaderValue> ranges)
    {
        Preference found = default;
        for (int i = 0; i < ranges.Count; i++)
        {
            int closeness = ClosenessOf(ranges[i], mediaTypes);
            if (closeness > found.Closeness)
            {
                found = new Preference(ranges[i].Quality ?? 1, closeness, i);
            }
        }

        return found;
    }

    private static int ClosenessOf(MediaTypeHeaderValue range, IReadOnlyList<string> mediaTypes)
    {
        if (range.MatchesAllTypes)
        {
            return 1;
        }

        if (range.MatchesAllSubTypes)
        {
            return mediaTypes[0].AsSpan(0, mediaTypes[0].IndexOf('/')).Equals(range.Type, StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        }

        bool isNamed = mediaTypes.Contains(range.MediaType.Value, StringComparer.OrdinalIgnoreCase);
        return isNamed ? 3 : 0;
    }

    /// <summary>How much a media type is wanted.</summary>
    /// <param name="Quality">The range's quality, 0 to 1.</param>
    /// <param name="Closeness">3 for a range that names it, 2 for one of all subtypes, 1 for one of everything, 0 for none.</param>
    /// <param name="Order">The range's place among all.</param>
    private readonly record struct Preference(double Quality, int Closeness, int Order) : IComparable<Preference>
    {
        public int CompareTo(Preference other) => (Quality, Closeness, -Order).CompareTo((other.Quality, other.Closeness, -other.Order));
    }
}
