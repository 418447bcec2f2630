using System.Globalization;

namespace Deploy.Packaging;

/// <summary>Reports the size of a package and its largest files.</summary>
internal static class PackageReport
{
    private const int LargestFiles = 10;

    /// <summary>One line for a zip.</summary>
    internal static void WriteZip(TextWriter output, string path, long zipped, IReadOnlyCollection<PackageEntry> entries) =>
        output.WriteLine($"{path}: {Megabytes(zipped)} zipped, {Megabytes(entries.Sum(entry => entry.Length))} unzipped, {entries.Count} files");

    /// <summary>One line for the folder of an image.</summary>
    internal static void WriteImage(TextWriter output, string folder, IReadOnlyCollection<PackageEntry> entries) =>
        output.WriteLine($"{folder}: {Megabytes(entries.Sum(entry => entry.Length))}, {entries.Count} files");

    /// <summary>The largest files, largest first.</summary>
    internal static void WriteLargest(TextWriter output, PackageContents contents)
    {
        output.WriteLine("The largest files:");
        IEnumerable<PackageEntry> files = contents.App.Concat(contents.Layer)
            .OrderByDescending(entry => entry.Length)
            .ThenBy(entry => entry.Path, StringComparer.Ordinal);
        foreach (PackageEntry file in files.Take(LargestFiles))
        {
            output.WriteLine($"  {Megabytes(file.Length),9}  {file.Path}");
        }
    }

    /// <summary>A size in MB with one decimal.</summary>
    internal static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)PackageLimits.Megabyte:0.0} MB");
}
