using System.Reflection;
using TestSupport;

namespace StressTool.Pictures;

/// <summary>A picture that scenarios send as it is, or damaged.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record SeedPicture(string Name, byte[] Bytes)
{
    // Larger ones take their time at the decoder, which then takes it from the other pictures.
    private const int MaxSharedBytes = 256 * 1024;

    private static readonly string[] Samples = ["dog.jpg", "horses.jpg", "person.jpg"];

    /// <summary>The picture whose answer is known before and after.</summary>
    internal static SeedPicture Known { get; } = Sample("dog.jpg");

    /// <summary>A small JPEG, for requests whose picture does not matter.</summary>
    internal static SeedPicture Small { get; } = Embedded("baseline.jpg");

    /// <summary>Those that the service can read: a small one of every kind of every format, and the samples.</summary>
    internal static IReadOnlyList<SeedPicture> Readable { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Order(StringComparer.Ordinal).Select(Embedded),
        .. Samples.Select(Sample),
    ];

    /// <summary>Those of the repository: the readable ones first, then headers without a picture behind them.</summary>
    internal static IReadOnlyList<SeedPicture> OfRepository { get; } = [.. Readable, .. BigTiffHeader.Seeds];

    /// <summary>Those of the repository and, where they are, the shared ones up to 256 KiB, of which many are damaged already.</summary>
    internal static IReadOnlyList<SeedPicture> All { get; } = [.. OfRepository, .. Shared()];

    /// <summary>One of the samples.</summary>
    internal static SeedPicture Sample(string name) => new(name, File.ReadAllBytes(RepositoryFiles.Sample(name)));

    /// <summary>One of the small ones.</summary>
    internal static SeedPicture Embedded(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no seed picture {name}.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new SeedPicture(name, bytes);
    }

    private static IEnumerable<SeedPicture> Shared()
    {
        DirectoryInfo folder = new(SharedData.Image(string.Empty));
        return folder.Exists
            ? folder.EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.Length <= MaxSharedBytes)
                .OrderBy(file => Path.GetRelativePath(folder.FullName, file.FullName), StringComparer.Ordinal)
                .Select(file => new SeedPicture(file.Name, File.ReadAllBytes(file.FullName)))
            : [];
    }
}
