using System.IO.Compression;

namespace Deploy.Packaging;

/// <summary>Looks into finished packages: one made for another runtime or processor would fail only once it is deployed and called.</summary>
internal static class PackageInspection
{
    /// <summary>What keeps a zip from running on a function, as the rest of a sentence about it; null where nothing does.</summary>
    internal static string? FaultOf(string zipPath, LambdaArchitecture architecture, LambdaRuntime runtime)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(zipPath);
            LambdaRuntime madeForRuntime = zip.GetEntry(BootstrapScript.Name) is null ? LambdaRuntime.Managed : LambdaRuntime.Provided;
            if (madeForRuntime != runtime)
            {
                return $"is for the runtime {madeForRuntime.Name()}, not {runtime.Name()}";
            }

            // One library is enough: the packager refuses to mix them.
            ZipArchiveEntry? library = zip.Entries.FirstOrDefault(entry => entry.Name == PackageContents.OnnxRuntimeLibrary);
            using Stream? binary = library?.Open();
            LambdaArchitecture? madeFor = binary is null ? null : ElfFile.ArchitectureOf(binary);
            return madeFor is { } other && other != architecture ? $"is for {other.Name()}, not {architecture.Name()}" : null;
        }
        catch (InvalidDataException)
        {
            return "is not a zip file";
        }
    }

    /// <summary>Whether a zip is a layer that puts a model where the service looks for it.</summary>
    internal static bool HoldsLayerModel(string zipPath)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(zipPath);
            return zip.Entries.Any(entry => IsModel(entry.FullName) && entry.FullName.StartsWith(PackageContents.LayerModelFolder, StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsModel(string path) => path.EndsWith(".onnx", StringComparison.Ordinal);
}
