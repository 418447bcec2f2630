using System.Reflection;
using System.Runtime.InteropServices;

namespace Detection.Imaging.Vips;

/// <summary>Loads libvips once per process and configures it for untrusted pictures.</summary>
internal static class VipsLibrary
{
    // GLib's G_LOG_LEVEL_WARNING.
    private const int LogLevelWarning = 1 << 4;

    private static readonly Lazy<string> LoadedVersion = new(Load);

    /// <summary>The version of libvips, such as 8.18.7. The first call loads the library.</summary>
    /// <exception cref="InvalidOperationException">The library is missing or does not start.</exception>
    internal static string Version => LoadedVersion.Value;

    private static unsafe string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        NativeHeap.Configure();

        // libvips prints a line to standard error for each tile of a damaged picture. The error is also an exception; without this handler one
        // picture could fill the log.
        VipsNative.LogSetHandler("VIPS", LogLevelWarning, &DropWarning, null);
        if (VipsNative.Init("detection") != 0)
        {
            throw new InvalidOperationException($"libvips did not start: {TakeError()}");
        }

        // Only the loaders of the formats that are read are allowed. Everything else stays blocked, whatever a later libvips adds.
        VipsNative.OperationBlockSet("VipsForeignLoad", 1);
        foreach (PictureFormat format in PictureFormat.All)
        {
            VipsNative.OperationBlockSet(format.LoaderClass, 0);
        }

        VipsNative.BlockUntrustedSet(1);

        // Requests run in parallel, so operations need not. A cache of operations would only hold memory: pictures do not repeat.
        VipsNative.ConcurrencySet(1);
        VipsNative.CacheSetMax(0);
        return Marshal.PtrToStringUTF8((nint)VipsNative.VersionString()) ?? "unknown";
    }

    /// <summary>Takes and clears libvips' error text. There is one for the whole process, so it may mix requests: for the log, never for a caller.</summary>
    internal static unsafe string TakeError()
    {
        byte* text = VipsNative.ErrorBufferCopy();
        try
        {
            return (Marshal.PtrToStringUTF8((nint)text) ?? string.Empty).Trim().ReplaceLineEndings("; ");
        }
        finally
        {
            VipsNative.Free(text);
        }
    }

    [UnmanagedCallersOnly]
    private static unsafe void DropWarning(byte* domain, int level, byte* message, void* data)
    {
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != VipsNative.Library)
        {
            return 0;
        }

        string file = OperatingSystem.IsWindows() ? "libvips-42.dll"
            : OperatingSystem.IsMacOS() ? "libvips.42.dylib"
            : "libvips.so.42";
        return NativeLibrary.Load(file, assembly, searchPath);
    }
}
