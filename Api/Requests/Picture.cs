using Api.Problems;
using Detection;

namespace Api.Requests;

/// <summary>A picture to analyse, as a request sent it.</summary>
/// <param name="Name">The name to answer with.</param>
/// <param name="Bytes">Its bytes, in the memory of <paramref name="Body"/>; empty where there is a fault.</param>
/// <param name="Options">The options that hold for it.</param>
/// <param name="Body">The request's body. One picture may hold it alone, or several may share it.</param>
/// <param name="Fault">Why it cannot be analysed; null where it can be tried.</param>
internal sealed record Picture(string Name, ReadOnlyMemory<byte> Bytes, DetectionOptions Options, PooledBody Body, ApiException? Fault = null)
{
    /// <summary>The name of a picture that came without one.</summary>
    internal const string DefaultName = "image.jpg";

    private const int LongestName = 255;

    /// <summary>A name as it may be shown: without folders and control characters, at most 255 characters long.</summary>
    internal static string CleanName(string? name)
    {
        if (name is null)
        {
            return DefaultName;
        }

        string file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        file = string.Concat(file.Where(static character => !char.IsControl(character))).Trim();
        return file.Length switch
        {
            0 => DefaultName,
            > LongestName => file[..(char.IsHighSurrogate(file[LongestName - 1]) ? LongestName - 1 : LongestName)],
            _ => file,
        };
    }
}
