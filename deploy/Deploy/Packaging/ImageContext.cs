namespace Deploy.Packaging;

/// <summary>The folder a container image is built from: the Dockerfile and beside it the app.</summary>
internal static class ImageContext
{
    /// <summary>Name of the Dockerfile in the folder.</summary>
    internal const string DockerfileName = "Dockerfile";

    /// <summary>Name of the folder that the Dockerfile copies.</summary>
    internal const string AppFolder = "app";

    /// <summary>The stage of the Dockerfile that builds for a runtime.</summary>
    internal static string TargetOf(LambdaRuntime runtime) => runtime == LambdaRuntime.Managed ? "managed" : "provided";

    /// <summary>Writes the folder, over an existing one.</summary>
    internal static void Write(string folder, string dockerfile, IEnumerable<PackageEntry> app)
    {
        if (Directory.Exists(folder))
        {
            // Only what this wrote before: a folder given by mistake must not be emptied.
            if (!File.Exists(Path.Combine(folder, DockerfileName)) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new DeployException($"{folder} holds something else than an image folder: choose another --output.");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.Copy(dockerfile, Path.Combine(folder, DockerfileName));
        foreach (PackageEntry entry in app)
        {
            string path = Path.Combine(folder, AppFolder, entry.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (Stream source = entry.Open())
            using (FileStream target = File.Create(path))
            {
                source.CopyTo(target);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, entry.IsExecutable ? Executable : Readable);
            }
        }
    }

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
