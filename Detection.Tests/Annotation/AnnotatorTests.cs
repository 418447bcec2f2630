using Detection.Annotation;
using Detection.Imaging;
using TestSupport;

namespace Detection.Tests.Annotation;

/// <summary>What is drawn, seen in the pixels of the answer.</summary>
public sealed class AnnotatorTests
{
    private const int Width = 640;
    private const int Height = 480;

    // Away from one another and from the edges; whole pixels.
    private static readonly DetectedObject[] Objects =
    [
        new("dog", 16, 0.91f, new BoundingBox(80, 100, 280, 300)),
        new("car", 2, 0.62f, new BoundingBox(360, 200, 600, 420)),
    ];

    private static readonly byte[] Picture = Png.Rgb(Width, Height, Original);

    public static TheoryData<PictureFormat> Formats => [.. PictureFormat.Writable];

    [Fact]
    public async Task DrawAsync_Png_BordersHaveTheColourOfTheirClassAndTheRestIsUnchanged()
    {
        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(Picture, Objects, PictureFormat.Png);
        DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
        Assert.Equal((Width, Height, false), (pixels.Width, pixels.Height, pixels.HasAlpha));

        foreach (DetectedObject found in Objects)
        {
            (byte, byte, byte) color = ColorOf(found);
            Assert.All(Border(found.Box), place => Assert.Equal(color, pixels[place.X, place.Y]));
        }

        int changed = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                if (pixels[x, y] == Original(x, y))
                {
                    continue;
                }

                // A line of three pixels for this size, and above each box a label of a line of text.
                changed++;
                Assert.True(
                    Objects.Any(found => IsWithin(found.Box, x, y, by: 0) && !IsWithin(found.Box, x, y, by: -4))
                    || Objects.Any(found => x >= found.Box.Left && x < found.Box.Left + 120 && y >= found.Box.Top - 30 && y < found.Box.Top),
                    $"({x}, {y}) was changed.");
            }
        }

        Assert.True(changed > 4000, $"{changed} pixels were drawn.");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task DrawAsync_EachFormat_HasTheColoursOfTheClassesAndThePictureAround(PictureFormat format)
    {
        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(Picture, Objects, format);
        DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
        Assert.Equal((format, Width, Height), (answer.Format, answer.Width, answer.Height));
        Assert.Equal((Width, Height), (pixels.Width, pixels.Height));
        foreach (DetectedObject found in Objects)
        {
            // In the line, the average along it: what a lossy format does to single pixels is its own affair. WebP has colours in half the resolution.
            (int X, int Y)[] line = [.. Enumerable.Range((int)found.Box.Left + 20, 100).Select(x => (x, (int)found.Box.Bottom - 2))];
            AssertNear(ColorOf(found), Average(pixels, line), tolerance: format == PictureFormat.WebP ? 48 : 16);
        }

        for (int y = 8; y < Height; y += 16)
        {
            (int X, int Y)[] row = [.. Enumerable.Range(8, 50).Select(x => (x, y))];
            AssertNear(Average(row), Average(pixels, row), tolerance: 6);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task DrawAsync_StoredTurned_IsTheUprightPictureWithTheSamePixels(int orientation)
    {
        using Annotator annotator = new();
        using AnnotatedPicture expected = await annotator.DrawAsync(Picture, Objects, PictureFormat.Png);
        using AnnotatedPicture answer = await annotator.DrawAsync(StoredAs(orientation), Objects, PictureFormat.Png);
        DecodedPicture upright = DecodedPicture.Read(expected.Bytes.Span), turned = DecodedPicture.Read(answer.Bytes.Span);

        Assert.Equal((Width, Height, 1, false), (turned.Width, turned.Height, turned.Orientation, turned.HasExif));
        Assert.True(upright.Pixels.SequenceEqual(turned.Pixels), "The pixels are not those of the upright picture.");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task DrawAsync_PictureWithProfileAndExif_KeepsTheProfileAlone(PictureFormat format)
    {
        byte[] picture = await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"));

        // In a JPEG the profile stands behind this name, its number and their count, in one piece where it is small.
        ReadOnlySpan<byte> name = "ICC_PROFILE\0\u0001\u0001"u8;
        int start = picture.AsSpan().IndexOf(name) + name.Length;
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(start));
        Assert.True(start > name.Length && picture.AsSpan().IndexOf("Exif\0\0"u8) > 0);

        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(picture, Objects, format);
        DecodedPicture decoded = DecodedPicture.Read(answer.Bytes.Span);
        Assert.Equal(picture[start..(start + length)], decoded.Profile);
        Assert.False(decoded.HasExif);
    }

    [Fact]
    public async Task DrawAsync_PictureWithAlpha_IsKeptWhereTheFormatHasItAndLaidOnWhiteElsewhere()
    {
        // Red, the left half transparent.
        byte[] picture = Png.Rgba(Width, Height, (x, _) => (200, 0, 0, x < Width / 2 ? (byte)0 : byte.MaxValue));
        using Annotator annotator = new();
        foreach (PictureFormat format in new[] { PictureFormat.Png, PictureFormat.WebP })
        {
            using AnnotatedPicture answer = await annotator.DrawAsync(picture, Objects, format);
            DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
            Assert.True(pixels.HasAlpha);
            Assert.Equal((0, 255), (pixels.AlphaAt(20, 20), pixels.AlphaAt(Width - 20, 20)));

            // What is drawn can be seen.
            Assert.Equal(255, pixels.AlphaAt(180, 299));
        }

        using AnnotatedPicture jpeg = await annotator.DrawAsync(picture, Objects, PictureFormat.Jpeg);
        DecodedPicture flat = DecodedPicture.Read(jpeg.Bytes.Span);
        AssertNear((255, 255, 255), flat[20, 20], tolerance: 3);
        AssertNear((200, 0, 0), flat[Width - 20, 20], tolerance: 6);
    }

    [Fact]
    public async Task DrawAsync_BoxesAtTheEdges_StayInsideAndTheirLabelsAreWhole()
    {
        BoundingBox[] boxes =
        [
            new(0, 0, 50, 40), new(Width - 50, 0, Width, 40), new(0, Height - 40, 50, Height), new(Width - 50, Height - 40, Width, Height),
            new(0, 200, 3, 203), new(Width - 1, 240, Width, 241), new(300, 0, 301, 1), new(320, Height - 1, 321, Height),
        ];
        DetectedObject[] objects = [.. boxes.Select((box, index) => new DetectedObject("traffic light", index, 0.5f, box))];
        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(Png.Flat(Width, Height, 0, 0, 0), objects, PictureFormat.Png);
        DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
        using AnnotatedPicture alone = await annotator.DrawAsync(
            Png.Flat(Width, Height, 0, 0, 0), [new("traffic light", 0, 0.5f, new BoundingBox(200, 200, 500, 400))], PictureFormat.Png);
        int whole = CountOf(DecodedPicture.Read(alone.Bytes.Span), ColorOf(objects[0]), lastRow: 199);

        Assert.True(whole > 1000, $"The label has {whole} pixels.");
        Assert.All(objects, found => Assert.InRange(CountOf(pixels, ColorOf(found), Height - 1), whole, int.MaxValue));
    }

    [Theory]
    [InlineData("狗", "#5")]
    [InlineData("  \u0007 ", "#5")]
    [InlineData("dog 狗", "dog")]
    [InlineData("traffic\r\n\tlight", "traffic light")]
    public async Task DrawAsync_NameThatTheFontLacks_IsWrittenAsFarAsItCanBeElseByNumber(string name, string shown)
    {
        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(Picture, [new(name, 5, 0.5f, Objects[0].Box)], PictureFormat.Png);
        using AnnotatedPicture expected = await annotator.DrawAsync(Picture, [new(shown, 5, 0.5f, Objects[0].Box)], PictureFormat.Png);
        Assert.Equal(expected.Bytes.ToArray(), answer.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 500)]
    [InlineData(500, 3)]
    [InlineData(16, 16)]
    [InlineData(64, 64)]
    public async Task DrawAsync_SmallPictureAndLongName_IsDrawnAsFarAsThereIsRoom(int width, int height)
    {
        using Annotator annotator = new();
        DetectedObject found = new(new string('m', 5000), 3, 0.99f, new BoundingBox(0, 0, width, height));
        using AnnotatedPicture answer = await annotator.DrawAsync(Png.Flat(width, height, 0, 0, 0), [found], PictureFormat.Png);
        DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
        Assert.Equal((width, height), (pixels.Width, pixels.Height));
        Assert.Equal(ColorOf(found), pixels[0, height - 1]);
    }

    [Fact]
    public async Task DrawAsync_NothingFound_IsThePictureItself()
    {
        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(Picture, [], PictureFormat.Png);
        DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
        Assert.DoesNotContain(
            Enumerable.Range(0, Width * Height), place => pixels[place % Width, place / Width] != Original(place % Width, place / Width));
    }

    [Fact]
    public async Task DrawAsync_TooLongForWebP_IsRefusedAndFitsPng()
    {
        byte[] picture = Png.Flat(16_384, 1, 1, 2, 3);
        using Annotator annotator = new();
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () => await annotator.DrawAsync(picture, [], PictureFormat.WebP));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
        using AnnotatedPicture answer = await annotator.DrawAsync(picture, [], PictureFormat.Png);
        Assert.Equal(16_384, answer.Width);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task DrawAsync_CutOff_IsDamaged(PictureFormat format)
    {
        byte[] picture = await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"));
        using Annotator annotator = new();
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () =>
            await annotator.DrawAsync(picture.AsMemory(0, picture.Length / 2), Objects, format));
        Assert.Equal(PictureFault.Damaged, exception.Fault);
    }

    [Fact]
    public async Task DrawAsync_FormatThatIsOnlyRead_IsAnArgumentThatIsRefused()
    {
        using Annotator annotator = new();
        await Assert.ThrowsAsync<ArgumentException>(async () => await annotator.DrawAsync(Picture, [], PictureFormat.Gif));
    }

    [Fact]
    public async Task DrawAsync_TooManyPixels_IsRefusedByTheHeader()
    {
        using Annotator annotator = new(new DetectorOptions { MaxPixels = 10_000 });
        PictureException exception = await Assert.ThrowsAsync<PictureException>(async () =>
            await annotator.DrawAsync(Png.HeaderOnly(101, 100), [], PictureFormat.Png));
        Assert.Equal(PictureFault.TooLarge, exception.Fault);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task DrawAsync_Cancelled_EndsAndTheNextIsDrawn(PictureFormat format)
    {
        byte[] picture = await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"));
        using Annotator annotator = new(new DetectorOptions { Sessions = 1 });
        for (int milliseconds = 0; milliseconds < 20; milliseconds += 4)
        {
            using CancellationTokenSource soon = new(milliseconds);
            try
            {
                using AnnotatedPicture early = await annotator.DrawAsync(picture, Objects, format, soon.Token);
            }
            catch (OperationCanceledException)
            {
            }

            using AnnotatedPicture answer = await annotator.DrawAsync(picture, Objects, format);
            Assert.Equal(768, DecodedPicture.Read(answer.Bytes.Span).Width);
        }
    }

    [SharedDataTheory]
    [InlineData("cmyk_progressive.jpg", 636, 421)]
    [InlineData("rgba_street.png", 1441, 731)]
    [InlineData("photo.webp", 776, 909)]
    [InlineData("alpha.webp", 400, 301)]
    [InlineData("kodim23.avif", 768, 512)]
    [InlineData("photo.tiff", 425, 640)]
    [InlineData("animated.gif", 245, 245)]
    [InlineData("png16_weld.png", 1024, 684)]
    [InlineData("grey_kodim03.png", 768, 512)]
    [InlineData("palette_zune.png", 2048, 2253)]
    [InlineData("exif/bus_exif_6.jpg", 810, 1080)]
    [InlineData("12mp_canon450d.jpg", 4272, 2848)]
    public async Task DrawAsync_EveryKind_HasItsSizeAndTheColourOfTheClass(string name, int width, int height)
    {
        byte[] picture = await File.ReadAllBytesAsync(SharedData.Image(name));
        DetectedObject found = new("thing", 7, 0.5f, new BoundingBox(width / 4, height / 4, width * 3 / 4, height * 3 / 4));
        using Annotator annotator = new();
        using AnnotatedPicture answer = await annotator.DrawAsync(picture, [found], PictureFormat.Png);
        DecodedPicture pixels = DecodedPicture.Read(answer.Bytes.Span);
        Assert.Equal((width, height), (pixels.Width, pixels.Height));
        Assert.Equal(ColorOf(found), pixels[width / 2, (height * 3 / 4) - 1]);
    }

    // Soft enough for lossy formats, and different at every place.
    private static (byte R, byte G, byte B) Original(int x, int y) => ((byte)(x * 120 / Width), (byte)(y * 120 / Height), (byte)((x + y) % 256 / 4));

    /// <summary>The picture stored so that a reader has to turn it by an orientation of EXIF (JEITA CP-3451, tag 274).</summary>
    private static byte[] StoredAs(int orientation)
    {
        bool swaps = orientation >= 5;
        int width = swaps ? Height : Width, height = swaps ? Width : Height;
        byte[] stored = Png.Rgb(width, height, (x, y) => orientation switch
        {
            2 => Original(Width - 1 - x, y),
            3 => Original(Width - 1 - x, Height - 1 - y),
            4 => Original(x, Height - 1 - y),
            5 => Original(y, x),
            6 => Original(Width - 1 - y, x),
            7 => Original(Width - 1 - y, Height - 1 - x),
            8 => Original(y, Height - 1 - x),
            _ => Original(x, y),
        });

        // A TIFF with one entry: the orientation, a number of 16 bits.
        byte[] exif = [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return Png.WithChunk(stored, "eXIf", exif);
    }

    private static (byte R, byte G, byte B) ColorOf(in DetectedObject found)
    {
        ClassColor color = ClassColor.Of(found.ClassId);
        return (color.Red, color.Green, color.Blue);
    }

    private static IEnumerable<(int X, int Y)> Border(BoundingBox box)
    {
        for (int x = (int)box.Left; x < (int)box.Right; x++)
        {
            yield return (x, (int)box.Top);
            yield return (x, (int)box.Bottom - 1);
        }

        for (int y = (int)box.Top; y < (int)box.Bottom; y++)
        {
            yield return ((int)box.Left, y);
            yield return ((int)box.Right - 1, y);
        }
    }

    private static bool IsWithin(in BoundingBox box, int x, int y, int by) =>
        x >= box.Left - by && x < box.Right + by && y >= box.Top - by && y < box.Bottom + by;

    private static int CountOf(DecodedPicture pixels, (byte, byte, byte) color, int lastRow)
    {
        int count = 0;
        for (int y = 0; y <= lastRow; y++)
        {
            for (int x = 0; x < pixels.Width; x++)
            {
                count += pixels[x, y] == color ? 1 : 0;
            }
        }

        return count;
    }

    private static (byte R, byte G, byte B) Average(DecodedPicture pixels, (int X, int Y)[] places) => (
        (byte)places.Average(place => pixels[place.X, place.Y].R),
        (byte)places.Average(place => pixels[place.X, place.Y].G),
        (byte)places.Average(place => pixels[place.X, place.Y].B));

    private static (byte R, byte G, byte B) Average((int X, int Y)[] places) => (
        (byte)places.Average(place => Original(place.X, place.Y).R),
        (byte)places.Average(place => Original(place.X, place.Y).G),
        (byte)places.Average(place => Original(place.X, place.Y).B));

    private static void AssertNear((byte R, byte G, byte B) expected, (byte R, byte G, byte B) actual, int tolerance) =>
        Assert.True(DecodedPicture.Distance(expected, actual) <= tolerance, $"{actual} instead of {expected}.");
}
