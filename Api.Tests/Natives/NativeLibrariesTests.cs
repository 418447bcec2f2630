using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using TestSupport;

namespace Api.Tests.Natives;

/// <summary>Which native libraries a build and a publish contain: those of one platform, for its processor.</summary>
public sealed class NativeLibrariesTests
{
    // ELF's e_machine (https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html); 183 is AArch64.
    private const int ElfMachineOffset = 18;
    private const ushort ElfAArch64 = 183;

    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    [Fact]
    public void Build_WithoutARuntimeIdentifier_HasThisPlatformsLibrariesAlone()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string platform = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string api = AppContext.BaseDirectory.Replace("Api.Tests", "Api", StringComparison.Ordinal);

        foreach (string output in (string[])[AppContext.BaseDirectory, api])
        {
            string runtimes = Path.Combine(output, "runtimes");
            string[] withNatives = [.. Directory.GetDirectories(runtimes).Where(folder => Directory.Exists(Path.Combine(folder, "native"))).Select(folder => Path.GetFileName(folder)!)];
            Assert.Equal([platform], withNatives);
            string[] libraries = [.. Directory.GetFiles(Path.Combine(runtimes, platform, "native")).Select(file => Path.GetFileName(file)!)];
            Assert.Contains(libraries, name => name.Contains("onnxruntime", StringComparison.Ordinal));
            Assert.Contains(libraries, name => name.Contains("vips", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Publish_ForLinuxArm64_HasItsLibraries()
    {
        string published = Publish("linux-arm64");
        foreach (string library in (string[])["libonnxruntime.so", "libvips.so.42"])
        {
            byte[] header = ReadStart(Path.Combine(published, library), ElfMachineOffset + 2);
            Assert.True(header.AsSpan().StartsWith("\u007FELF"u8), $"{library} is no ELF file.");
            Assert.Equal(ElfAArch64, BitConverter.ToUInt16(header, ElfMachineOffset));
        }

        Assert.Empty(Directory.GetFiles(published, "*onnxruntime*.dll").Select(file => Path.GetFileName(file)!).Except(["Microsoft.ML.OnnxRuntime.dll"]));
        Assert.False(Directory.Exists(Path.Combine(published, "runtimes")));
    }

    [Fact]
    public void Publish_ForWindows_HasItsLibraries()
    {
        string published = Publish("win-x64");
        foreach (string library in (string[])["onnxruntime.dll", "libvips-42.dll"])
        {
            using PEReader reader = new(File.OpenRead(Path.Combine(published, library)));
            Assert.Equal(Machine.Amd64, reader.PEHeaders.CoffHeader.Machine);
        }

        Assert.DoesNotContain(Directory.GetFiles(published), file => file.EndsWith(".lib", StringComparison.Ordinal) || file.Contains(".so", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(published, "runtimes")));
    }

    [Fact]
    public void Build_ForAPlatformWithoutLibraries_FailsWithTheOnesThatHaveThem()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => Command.Run(Dotnet, ["msbuild", "Detection", "-nologo", "-t:CheckNativePlatform", "-p:RuntimeIdentifier=osx-x64"], RepositoryFiles.Root));
        Assert.Contains("error NATIVE001: Detection has no native libraries for 'osx-x64'. It has them for: linux-x64, ", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Publishes the service without the host program, the only part that a restore for this platform has not brought yet.</summary>
    private static string Publish(string platform)
    {
        // Apart from the build that these tests come from, and kept, so that only the first run compiles everything.
        string artifacts = Path.Combine(AppContext.BaseDirectory, "published", platform);
        Command.Run(
            Dotnet,
            [
                "publish", Path.Combine("Api", "Api.csproj"), "-c", "Debug", "-r", platform, "--self-contained", "false", "-p:UseAppHost=false",
                "-p:OpenApiGenerateDocumentsOnBuild=false", "--artifacts-path", artifacts, "--disable-build-servers", "-nologo",
            ],
            RepositoryFiles.Root);
        return Path.Combine(artifacts, "publish", "Api", $"debug_{platform}");
    }

    private static byte[] ReadStart(string path, int length)
    {
        byte[] start = new byte[length];
        using FileStream file = File.OpenRead(path);
        file.ReadExactly(start);
        return start;
    }
}
