using TestSupport;

namespace Api.Tests.Container;

/// <summary>What .dockerignore lets through: the last pattern that fits a path, or a folder it is in, decides.</summary>
internal static class DockerIgnore
{
    private static readonly string[] Patterns =
        [.. File.ReadAllLines(Path.Combine(RepositoryFiles.Root, ".dockerignore")).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>Whether a file, by its path in the repository, is in the build's context.</summary>
    internal static bool LetsThrough(string path)
    {
        string[] segments = path.Split('/');
        bool isIgnored = false;
        foreach (string pattern in Patterns)
        {
            bool isException = pattern[0] == '!';
            if (Fits(isException ? pattern[1..] : pattern, segments))
            {
                isIgnored = !isException;
            }
        }

        return !isIgnored;
    }

    private static bool Fits(string pattern, string[] segments) => pattern switch
    {
        _ when pattern.StartsWith("**/", StringComparison.Ordinal) => segments.Contains(pattern[3..]),
        _ when pattern.EndsWith('*') => segments[0].StartsWith(pattern[..^1], StringComparison.Ordinal),
        _ => pattern.Split('/').SequenceEqual(segments.Take(pattern.Split('/').Length)),
    };
}
