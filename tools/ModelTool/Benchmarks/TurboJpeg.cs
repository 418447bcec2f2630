using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelTool.Benchmarks;

/// <summary>
/// The yardstick for decoding: libjpeg-turbo's own decoder, at full size and to RGB, by its TurboJPEG API
/// (https://libjpeg-turbo.org/Documentation/Documentation). The service does not use it; where the library is not installed, it is left out.
/// </summary>
internal sealed partial class TurboJpeg : IDisposable
{
    private const string Library = "libturbojpeg.so.0";
    private const int Rgb = 0;

    private readonly nint _decoder;
    private byte[] _pixels = [];

    private TurboJpeg(nint decoder) => _decoder = decoder;

    /// <summary>Opens a decoder; null where the library is not there.</summary>
    internal static TurboJpeg? Open()
    {
        if (!NativeLibrary.TryLoad(Library, out nint library))
        {
            return null;
        }

        NativeLibrary.Free(library);
        return new TurboJpeg(InitDecompress());
    }

    /// <summary>Decodes a picture.</summary>
    /// <returns>How long it took; null where the library does not read it as a JPEG.</returns>
    internal TimeSpan? Decode(byte[] picture)
    {
        if (DecompressHeader(_decoder, picture, (nuint)picture.Length, out int width, out int height, out _, out _) != 0)
        {
            return null;
        }

        if (_pixels.Length < width * height * 3)
        {
            _pixels = new byte[width * height * 3];
        }

        long start = Stopwatch.GetTimestamp();
        int failed = Decompress(_decoder, picture, (nuint)picture.Length, _pixels, width, 0, height, Rgb, 0);
        return failed == 0 ? Stopwatch.GetElapsedTime(start) : null;
    }

    public void Dispose() => _ = Destroy(_decoder);

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static partial int DecompressHeader(
        nint decoder, byte[] picture, nuint length, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress(
        nint decoder, byte[] picture, nuint length, byte[] pixels, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint decoder);
}
