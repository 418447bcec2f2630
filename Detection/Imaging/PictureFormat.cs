using System.Globalization;

namespace Detection.Imaging;

/// <summary>
/// A picture format, and the one table of all formats that are read. Everything that depends on formats reads this table: recognition by content, the decoders
/// that libvips may use, the limits judged before decoding, the sentences of errors, media types, metrics and tools. A new format is a new row.
/// </summary>
public sealed class PictureFormat
{
    private static readonly List<PictureFormat> Rows = [];

    private PictureFormat(
        string name,
        string[] mediaTypes,
        string[] extensions,
        Func<ReadOnlySpan<byte>, bool> matches,
        string loaderClass,
        string loader,
        Func<int, string>? shrinkOption = null,
        Func<ReadOnlySpan<byte>, (ulong Width, ulong Height)>? readSize = null,
        Action<ReadOnlySpan<byte>, int>? throwIfTooComplex = null,
        Func<ReadOnlySpan<byte>, int, int>? countFrames = null,
        Func<ReadOnlySpan<byte>, int, int>? countScans = null,
        Func<ReadOnlySpan<byte>, long, long>? countMetadataBytes = null,
        PictureWriter? writer = null)
    {
        Name = name;
        Id = name.ToLowerInvariant();
        MediaTypes = mediaTypes;
        Extensions = extensions;
        Matches = matches;
        LoaderClass = loaderClass;
        Loader = loader;
        ShrinkOption = shrinkOption;
        ReadSize = readSize;
        ThrowIfTooComplex = throwIfTooComplex;
        CountFrames = countFrames;
        CountScans = countScans;
        CountMetadataBytes = countMetadataBytes;
        Writer = writer;
        Rows.Add(this);
    }

    /// <summary>
    /// JPEG, baseline or progressive, also the first picture of an MPO. Written with up to 65,535 pixels a side; what is transparent becomes white.
    /// </summary>
    public static PictureFormat Jpeg { get; } = new(
        "JPEG", ["image/jpeg", "image/jpg"], [".jpg", ".jpeg"],
        static data => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        "VipsForeignLoadJpeg", "jpegload_buffer",
        shrinkOption: static shrink => string.Create(CultureInfo.InvariantCulture, $"shrink={shrink}"),
        countScans: PictureStructure.CountJpegScans,
        writer: new PictureWriter(
            "jpegsave_buffer", KeepsAlpha: false, LongestSide: 65_535,
            static quality => string.Create(CultureInfo.InvariantCulture, $"Q={quality.Level}")));

    /// <summary>PNG, any colour type and depth. Written with 8 bits a channel and with alpha where the picture has it.</summary>
    public static PictureFormat Png { get; } = new(
        "PNG", ["image/png"], [".png"],
        static data => data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        "VipsForeignLoadPng", "pngload_buffer",
        countMetadataBytes: PngMetadata.CountBytes,
        writer: new PictureWriter("pngsave_buffer", KeepsAlpha: true, LongestSide: null, static _ => "compression=2,filter=up"));

    /// <summary>
    /// WebP, lossy or lossless; of an animation the first frame. Written with up to 16,383 pixels a side and with alpha where the picture has it: the smallest
    /// output and the slowest to write.
    /// </summary>
    public static PictureFormat WebP { get; } = new(
        "WebP", ["image/webp"], [".webp"],
        static data => data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8),
        "VipsForeignLoadWebp", "webpload_buffer",
        shrinkOption: static shrink => string.Create(CultureInfo.InvariantCulture, $"scale={1.0 / shrink}"),
        countFrames: PictureStructure.CountWebPFrames,
        writer: new PictureWriter("webpsave_buffer", KeepsAlpha: true, LongestSide: 16_383, static quality => quality.IsLossless
            ? "lossless=true,effort=1"
            : string.Create(CultureInfo.InvariantCulture, $"Q={quality.Level},effort=1,smart_subsample={(quality.IsFineInColor ? "true" : "false")}")));

    /// <summary>GIF; of an animation the first frame.</summary>
    public static PictureFormat Gif { get; } = new(
        "GIF", ["image/gif"], [".gif"],
        static data => data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8),
        "VipsForeignLoadNsgif", "gifload_buffer");

    /// <summary>AVIF.</summary>
    public static PictureFormat Avif { get; } = new(
        "AVIF", ["image/avif"], [".avif"],
        static data => PictureSignature.HasBrand(data, "avif"u8, "avis"u8),
        "VipsForeignLoadHeif", "heifload_buffer");

    /// <summary>TIFF and BigTIFF; of several pages the first.</summary>
    public static PictureFormat Tiff { get; } = new(
        "TIFF", ["image/tiff"], [".tif", ".tiff"],
        static data => data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8) || data.StartsWith("II+\0"u8) || data.StartsWith("MM\0+"u8),
        "VipsForeignLoadTiff", "tiffload_buffer",
        readSize: PictureStructure.ReadTiffSize,
        throwIfTooComplex: PictureStructure.ThrowIfTiffTooComplex,
        countFrames: PictureStructure.CountTiffPages);

    /// <summary>All formats that are read.</summary>
    public static IReadOnlyList<PictureFormat> All => Rows;

    /// <summary>The formats that annotated pictures can be written in; the first one is taken where a caller has no preference.</summary>
    public static IReadOnlyList<PictureFormat> Writable { get; } = [.. Rows.Where(static format => format.CanBeWritten)];

    /// <summary>The names of all formats for a sentence, such as <c>JPEG, PNG or WebP</c>.</summary>
    public static string Names { get; } = Join(Rows.Select(static format => format.Name));

    /// <summary>The media types that annotated pictures can be asked for by, for a sentence, such as <c>image/jpeg or image/png</c>.</summary>
    public static string WritableMediaTypes { get; } = Join(Writable.Select(static format => format.MediaType));

    /// <summary>The name for people, such as <c>WebP</c>.</summary>
    public string Name { get; }

    /// <summary>The name in metrics and traces, such as <c>webp</c>.</summary>
    public string Id { get; }

    /// <summary>The registered media type, such as <c>image/jpeg</c>.</summary>
    public string MediaType => MediaTypes[0];

    /// <summary>The registered media type first, then unregistered ones that are often written, such as <c>image/jpg</c>.</summary>
    public IReadOnlyList<string> MediaTypes { get; }

    /// <summary>Extensions of file names with their dot, in lower case; the usual one first.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether annotated pictures can be written in it.</summary>
    public bool CanBeWritten => Writer is not null;

    /// <summary>Whether a file that begins with these bytes is of this format. It gets the file, or at least its first 64 bytes.</summary>
    internal Func<ReadOnlySpan<byte>, bool> Matches { get; }

    /// <summary>libvips' class of loaders, which is taken off its block list.</summary>
    internal string LoaderClass { get; }

    /// <summary>Nickname of the libvips operation that loads it from memory.</summary>
    internal string Loader { get; }

    /// <summary>The loader's option that shrinks by 2, 4 or 8 while decoding; null where the format cannot.</summary>
    internal Func<int, string>? ShrinkOption { get; }

    /// <summary>Reads width and height, zero where they are not said; null where the decoder itself tells them before they cost anything.</summary>
    internal Func<ReadOnlySpan<byte>, (ulong Width, ulong Height)>? ReadSize { get; }

    /// <summary>
    /// Throws a <see cref="PictureException"/> where the decoder would need too long or too much memory only to open the picture. It gets the most pages that are
    /// accepted. Null where opening costs little whatever the picture says.
    /// </summary>
    internal Action<ReadOnlySpan<byte>, int>? ThrowIfTooComplex { get; }

    /// <summary>Counts frames or pages as far as a limit + 1; null where the decoder itself counts them fast enough.</summary>
    internal Func<ReadOnlySpan<byte>, int, int>? CountFrames { get; }

    /// <summary>Counts passes over all pixels as far as a limit + 1; null where the format has only one.</summary>
    internal Func<ReadOnlySpan<byte>, int, int>? CountScans { get; }

    /// <summary>Counts unpacked bytes of metadata until a limit is passed; null where the decoder itself counts them fast enough.</summary>
    internal Func<ReadOnlySpan<byte>, long, long>? CountMetadataBytes { get; }

    /// <summary>How it is written; null where it is not.</summary>
    internal PictureWriter? Writer { get; }

    /// <summary>Recognises the format of a file by its content, never by a name or a media type.</summary>
    /// <param name="data">The file, or at least its first 64 bytes.</param>
    /// <exception cref="PictureException"><see cref="PictureFault.NotAPicture"/> or <see cref="PictureFault.UnsupportedFormat"/>.</exception>
    public static PictureFormat Identify(ReadOnlySpan<byte> data)
    {
        foreach (PictureFormat format in Rows)
        {
            if (format.Matches(data))
            {
                return format;
            }
        }

        throw PictureSignature.NameUnsupported(data) is { } name
            ? new PictureException(PictureFault.UnsupportedFormat, $"{name} is not supported; send a {Names} picture.")
            : new PictureException(PictureFault.NotAPicture, $"The data is not a picture in {Names} format.");
    }

    /// <summary>Throws if annotated pictures cannot be written in it.</summary>
    /// <exception cref="ArgumentException">They cannot.</exception>
    internal void ThrowIfNotWritable()
    {
        if (!CanBeWritten)
        {
            throw new ArgumentException($"{Name} cannot be written; the formats that can are asked for by {WritableMediaTypes}.");
        }
    }

    /// <summary>The <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private static string Join(IEnumerable<string> words)
    {
        string[] all = [.. words];
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }
}
