namespace StressTool.Pictures;

/// <summary>Damages pictures at random, but the same way for the same random numbers.</summary>
/// <param name="seeds">The pictures to damage. Those at the beginning, which are in order, are taken as often as all the others together.</param>
/// <param name="goodSeeds">How many those are.</param>
internal sealed class PictureMutator(IReadOnlyList<SeedPicture> seeds, int goodSeeds)
{
    private const int MaxMutations = 4;

    // How far into a picture its headers reach, mostly.
    private const int HeaderBytes = 1024;

    // Half of all damaged PNGs would otherwise be refused for a checksum before the damage is read.
    private const double CorrectedPart = 0.7;

    private static readonly ulong[] InterestingValues =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x00FF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
        0x1_0000_0000, long.MaxValue, 1UL << 63, ulong.MaxValue - 15, ulong.MaxValue - 7, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    /// <summary>A damaged picture.</summary>
    /// <param name="random">Decides which, and how.</param>
    /// <returns>Its bytes, and in words how it came about.</returns>
    internal (byte[] Bytes, string Description) Mutate(Random random)
    {
        SeedPicture seed = Draw(random);
        byte[] picture = [.. seed.Bytes];
        List<string> steps = [seed.Name];

        // Mostly one: each further one makes it likelier that the signature is lost, which tests nothing but the first check.
        for (int count = random.Next(2) == 0 ? 1 : random.Next(2, MaxMutations + 1); count > 0; count--)
        {
            (picture, string step) = MutateOnce(random, picture);
            steps.Add(step);
        }

        if (random.NextDouble() < CorrectedPart)
        {
            PngChecksums.Correct(picture);
        }

        return (picture, string.Join(" + ", steps));
    }

    private (byte[] Bytes, string Step) MutateOnce(Random random, byte[] picture) => random.Next(10) switch
    {
        0 or 1 => (FlipBits(random, picture), "bits flipped"),
        2 => (FillRun(random, picture), "run filled"),
        3 => (Truncate(random, picture), "truncated"),
        4 => Splice(random, picture),
        5 or 6 or 7 => (EditLengthField(random, picture), "length edited"),
        8 => (MoveRun(random, picture), "run moved"),
        _ => (EditAnywhere(random, picture), "number written"),
    };

    private SeedPicture Draw(Random random) => seeds[random.Next(random.Next(2) == 0 ? goodSeeds : seeds.Count)];

    private static byte[] FlipBits(Random random, byte[] picture)
    {
        int reach = Reach(random, picture);
        for (int count = reach == 0 ? 0 : random.Next(1, 33); count > 0; count--)
        {
            picture[random.Next(reach)] ^= (byte)(1 << random.Next(8));
        }

        return picture;
    }

    private static byte[] FillRun(Random random, byte[] picture)
    {
        (int start, int length) = Run(random, picture);
        Span<byte> run = picture.AsSpan(start, length);
        switch (random.Next(3))
        {
            case 0:
                run.Clear();
                break;
            case 1:
                run.Fill(0xFF);
                break;
            default:
                random.NextBytes(run);
                break;
        }

        return picture;
    }

    private static byte[] Truncate(Random random, byte[] picture)
    {
        int kept = random.Next(3) == 0 ? random.Next(picture.Length + 1) : picture.Length - random.Next(Math.Min(picture.Length, 64) + 1);
        return picture[..kept];
    }

    private (byte[] Bytes, string Step) Splice(Random random, byte[] picture)
    {
        SeedPicture other = Draw(random);
        return ([.. picture.AsSpan(0, random.Next(picture.Length + 1)), .. other.Bytes.AsSpan(random.Next(other.Bytes.Length + 1))], $"spliced with {other.Name}");
    }

    private static byte[] EditLengthField(Random random, byte[] picture)
    {
        List<LengthField> fields = LengthFields.Find(picture);
        if (fields.Count == 0)
        {
            return EditAnywhere(random, picture);
        }

        LengthField field = fields[random.Next(fields.Count)];
        field.Write(picture, NewValue(random, field.Read(picture), picture.Length));
        return picture;
    }

    private static byte[] EditAnywhere(Random random, byte[] picture)
    {
        const int LargestSize = 8;
        if (picture.Length < LargestSize)
        {
            return picture;
        }

        int offset = random.Next(Math.Max(1, Reach(random, picture) - LargestSize + 1));
        LengthField field = new(offset, 1 << random.Next(4), random.Next(2) == 0);
        field.Write(picture, NewValue(random, field.Read(picture), picture.Length));
        return picture;
    }

    private static byte[] MoveRun(Random random, byte[] picture)
    {
        (int start, int length) = Run(random, picture);
        ReadOnlySpan<byte> run = picture.AsSpan(start, length);
        int to = random.Next(picture.Length + 1);
        return random.Next(2) == 0
            ? [.. picture.AsSpan(0, start), .. picture.AsSpan(start + length)]
            : [.. picture.AsSpan(0, to), .. run, .. picture.AsSpan(to)];
    }

    // Cut to the field's size when it is written.
    private static ulong NewValue(Random random, ulong value, int length) => random.Next(4) switch
    {
        0 => unchecked(value + (ulong)random.Next(-4, 5)),
        1 => unchecked((ulong)(length + random.Next(-16, 17))),
        2 => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)),
        _ => InterestingValues[random.Next(InterestingValues.Length)],
    };

    private static (int Start, int Length) Run(Random random, byte[] picture)
    {
        int start = random.Next(Reach(random, picture) + 1);
        return (start, random.Next(Math.Min(picture.Length - start, 256) + 1));
    }

    private static int Reach(Random random, byte[] picture) => random.Next(2) == 0 ? Math.Min(picture.Length, HeaderBytes) : picture.Length;
}
