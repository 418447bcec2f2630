using Detection;

namespace Api.Analyze;

/// <summary>A request to analyse a picture, read in full. Disposing gives its memory back.</summary>
/// <param name="Body">The memory that <paramref name="Picture"/> lies in.</param>
/// <param name="Picture">The picture's bytes.</param>
/// <param name="ImageName">Name to answer with.</param>
/// <param name="Options">What this request wants otherwise.</param>
internal sealed record AnalyzeRequest(PooledBody Body, ReadOnlyMemory<byte> Picture, string ImageName, DetectionOptions Options) : IDisposable
{
    /// <summary>The name of a picture that came without one.</summary>
    internal const string DefaultImageName = "image.jpg";

    private const int MaxNameLength = 255;

    public void Dispose() => Body.Dispose();

    /// <summary>A name as it may be shown: without folders or control characters, not overly long.</summary>
    internal static string CleanName(string? name)
    {
        if (name is null)
        {
            return DefaultImageName;
        }

        string file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        file = string.Concat(file.Where(static character => !char.IsControl(character))).Trim();
        return file.Length switch
        {
            0 => DefaultImageName,
            > MaxNameLength => file[..(char.IsHighSurrogate(file[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength)],
            _ => file,
        };
    }
}
