using System.Diagnostics;
using System.Globalization;
using Detection.Imaging;

namespace Detection.Analysis;

/// <summary>A picture's pixels strip by strip, within the time that decoding may take.</summary>
/// <param name="decoder">The picture, whose pixels have been begun.</param>
/// <param name="maxSeconds">Most seconds that decoding may take.</param>
/// <param name="cancellation">Stops between two strips.</param>
internal ref struct StripReader(PictureDecoder decoder, double maxSeconds, CancellationToken cancellation)
{
    // Rows decoded at a time: as many as libvips reads itself at a time. More make it copy them together once more (measured a fifth slower).
    private const int StripRows = 8;

    private int _next;

    /// <summary>The first row of the strip that was read last.</summary>
    internal int Top { get; private set; }

    /// <summary>That strip: packed rows, valid until the next is read.</summary>
    internal ReadOnlySpan<byte> Rows { get; private set; }

    /// <summary>Reads the next strip.</summary>
    /// <param name="decodeTicks">Ticks that decoding has taken so far; gets those of this strip.</param>
    /// <param name="mark">Since when they count.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="PictureException">The picture is damaged, or takes too long to decode.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal bool Read(ref long decodeTicks, ref long mark)
    {
        if (_next >= decoder.RowCount)
        {
            return false;
        }

        cancellation.ThrowIfCancellationRequested();
        if (Stopwatch.GetElapsedTime(0, decodeTicks).TotalSeconds > maxSeconds)
        {
            throw new PictureException(PictureFault.TooSlow, string.Create(
                CultureInfo.InvariantCulture, $"The picture takes longer to decode than the {maxSeconds} seconds it is given."));
        }

        Top = _next;
        _next = Math.Min(decoder.RowCount, _next + StripRows);
        Rows = decoder.ReadRows(Top, _next - Top);
        StageClock.Lap(ref decodeTicks, ref mark);
        return true;
    }
}
