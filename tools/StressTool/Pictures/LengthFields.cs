namespace StressTool.Pictures;

/// <summary>Finds the length fields of a picture by walking the structure of its format, as far as it makes sense.</summary>
internal ref struct LengthFields
{
    // A picture whose structure never ends must not become a list that never ends.
    private const int MaxFields = 1024;

    private readonly ReadOnlySpan<byte> _picture;
    private readonly List<LengthField> _fields = [];

    private LengthFields(ReadOnlySpan<byte> picture) => _picture = picture;

    /// <summary>The fields; none where the format or its structure is not known.</summary>
    internal static List<LengthField> Find(ReadOnlySpan<byte> picture)
    {
        LengthFields finder = new(picture);
        if (picture.Length < 16)
        {
            return finder._fields;
        }

        if (picture[1..].StartsWith("PNG"u8))
        {
            finder.FindPngChunks();
        }
        else if (picture.StartsWith("RIFF"u8))
        {
            finder.FindRiffChunks();
        }
        else if (picture[4..].StartsWith("ftyp"u8))
        {
            finder.FindBoxes(0, picture.Length);
        }
        else if (picture.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            finder.FindJpegSegments();
        }
        else if (picture.StartsWith("GIF8"u8))
        {
            finder.FindGifSizes();
        }
        else if (picture.StartsWith("II*\0"u8) || picture.StartsWith("MM\0*"u8))
        {
            finder.FindTiffDirectory(isBigEndian: picture[0] == 'M', isBigTiff: false);
        }
        else if (picture.StartsWith("II+\0"u8) || picture.StartsWith("MM\0+"u8))
        {
            finder.FindTiffDirectory(isBigEndian: picture[0] == 'M', isBigTiff: true);
        }

        return finder._fields;
    }

    // PNG: length, name, data, checksum. The first chunk begins with width and height.
    private readonly void FindPngChunks()
    {
        Add(16, 4, true);
        Add(20, 4, true);
        for (long at = 8; TryRead(at, 4, true, out long length); at += 12 + length)
        {
            Add(at, 4, true);
        }
    }

    // RIFF: name, length, data, padded to an even number.
    private readonly void FindRiffChunks()
    {
        Add(4, 4, false);
        for (long at = 12; TryRead(at + 4, 4, false, out long length); at += 8 + length + (length & 1))
        {
            Add(at + 4, 4, false);

            // Sizes stand at the beginning of the first chunk, packed one way or another.
            Add(at + 8, 4, false);
            Add(at + 12, 4, false);
        }
    }

    // ISO base media: length, name, data; some boxes hold boxes.
    private readonly void FindBoxes(long start, long end)
    {
        for (long at = start; at + 8 <= end && TryRead(at, 4, true, out long length); at += length)
        {
            Add(at, 4, true);
            ReadOnlySpan<byte> name = _picture.Slice((int)at + 4, 4);
            long boxEnd = Math.Min(at + length, end);
            int skipped = name.SequenceEqual("meta"u8) ? 12 : name.SequenceEqual("iprp"u8) || name.SequenceEqual("ipco"u8) ? 8 : 0;
            if (skipped > 0)
            {
                FindBoxes(at + skipped, boxEnd);
            }
            else if (name.SequenceEqual("iloc"u8) || name.SequenceEqual("ispe"u8) || name.SequenceEqual("ipma"u8) || name.SequenceEqual("iinf"u8))
            {
                for (long word = at + 12; word + 2 <= boxEnd; word += 2)
                {
                    Add(word, 2, true);
                }
            }

            if (length < 8)
            {
                return;
            }
        }
    }

    // JPEG: FF, a marker, length, data; behind the start of a scan come its bits. A frame begins with precision, height, width.
    private readonly void FindJpegSegments()
    {
        for (long at = 2; TryRead(at, 1, true, out long mark) && mark == 0xFF && TryRead(at + 2, 2, true, out long length); at += 2 + length)
        {
            Add(at + 2, 2, true);
            byte marker = _picture[(int)at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                Add(at + 5, 2, true);
                Add(at + 7, 2, true);
                Add(at + 9, 1, true);
            }
            else if (marker == 0xC4)
            {
                for (int count = 0; count < 16; count++)
                {
                    Add(at + 5 + count, 1, true);
                }
            }
            else if (marker == 0xDA)
            {
                return;
            }
        }
    }

    // GIF: the canvas, then wherever an image may begin its place and size.
    private readonly void FindGifSizes()
    {
        Add(6, 2, false);
        Add(8, 2, false);
        Add(10, 1, false);
        for (int at = 13; at < _picture.Length && _fields.Count < MaxFields; at++)
        {
            if (_picture[at] == 0x2C)
            {
                for (int field = 1; field < 9; field += 2)
                {
                    Add(at + field, 2, false);
                }

                Add(at + 10, 1, false);
            }
        }
    }

    // TIFF: the first directory: a count, then entries of tag, type, count, value or offset, then the next directory's offset. In BigTIFF the header also
    // has the size of an offset and a zero, and counts and offsets have 8 bytes.
    private readonly void FindTiffDirectory(bool isBigEndian, bool isBigTiff)
    {
        int offsetSize = isBigTiff ? 8 : 4, countSize = isBigTiff ? 8 : 2;
        if (isBigTiff)
        {
            Add(4, 2, isBigEndian);
            Add(6, 2, isBigEndian);
        }

        Add(offsetSize, offsetSize, isBigEndian);
        if (!TryRead(offsetSize, offsetSize, isBigEndian, out long directory) || !TryRead(directory, countSize, isBigEndian, out long entries))
        {
            return;
        }

        Add(directory, countSize, isBigEndian);
        long at = directory + countSize;
        for (long entry = 0; entry < entries && at < _picture.Length && _fields.Count < MaxFields; entry++)
        {
            Add(at, 2, isBigEndian);
            Add(at + 2, 2, isBigEndian);
            Add(at + 4, offsetSize, isBigEndian);
            Add(at + 4 + offsetSize, offsetSize, isBigEndian);
            at += 4 + (2 * offsetSize);
        }

        Add(at, offsetSize, isBigEndian);
    }

    // A value of 2^63 and more is no place in a picture: false.
    private readonly bool TryRead(long offset, int size, bool isBigEndian, out long value)
    {
        value = 0;
        if (offset < 0 || offset > _picture.Length - size || _fields.Count >= MaxFields)
        {
            return false;
        }

        value = unchecked((long)new LengthField((int)offset, size, isBigEndian).Read(_picture));
        return value >= 0;
    }

    private readonly void Add(long offset, int size, bool isBigEndian)
    {
        if (offset >= 0 && offset <= _picture.Length - size)
        {
            _fields.Add(new LengthField((int)offset, size, isBigEndian));
        }
    }
}
