namespace Playground.Tests;

/// <summary>Writes what a camera writes into JPEG pictures.</summary>
internal static class Jpeg
{
    private const int AfterStart = 2;

    /// <summary>A picture with an Exif segment that says how it is to be turned (Exif 2.32, tag 0x0112); it must have none yet.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="orientation">1 to 8; 6 is a quarter clockwise.</param>
    internal static byte[] WithOrientation(byte[] picture, byte orientation)
    {
        byte[] exif =
        [
            .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        int length = exif.Length + 2;
        return [.. picture.AsSpan(0, AfterStart), 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. picture.AsSpan(AfterStart)];
    }
}
