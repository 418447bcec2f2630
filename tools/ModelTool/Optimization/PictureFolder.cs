using Detection.Imaging;

namespace ModelTool.Optimization;

/// <summary>The pictures of a folder, in the order of their names.</summary>
internal static class PictureFolder
{
    private static readonly string[] Endings = [.. PictureFormat.All.SelectMany(static format => format.Extensions)];

    /// <summary>Reads at most so many.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    internal static byte[][] Read(DirectoryInfo folder, int most)
    {
        byte[][] pictures = [.. folder.EnumerateFiles()
            .Where(file => Endings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(file => File.ReadAllBytes(file.FullName))];
        return pictures.Length > 0 ? pictures : throw new InvalidDataException($"The folder {folder.FullName} holds no pictures ({string.Join(", ", Endings)}).");
    }
}
