using System.Diagnostics;
using System.Globalization;
using Detection.Imaging;

namespace Detection.Analysis;

/// <summary>Reads a picture's pixels strip by strip and stops when decoding takes longer than the limit.</summary>
/// <param name="decoder">The picture, after its Begin.</param>
/// <param name="maxSeconds">Most seconds that decoding may take.</param>
/// <param name="cancellation">Stops between two strips.</param>
internal ref struct StripReader(PictureDecoder decoder, double maxSeconds, CancellationToken cancellation)
{
    // Rows decoded at a time: the number that libvips reads at a time. With more it copies them once more (measured a fifth slower).
    private const int StripRows = 8;

    private int _next;

    /// <summary>The first row of the current strip.</summary>
    internal int Top { get; private set; }

    /// <summary>The current strip: packed rows, valid until the next is read.</summary>
    internal ReadOnlySpan<byte> Rows { get; private set; }

    /// <summary>Reads the next strip.</summary>
    /// <param name="decodeTicks">Ticks that decoding has taken so far; this strip's are added.</param>
    /// <param name="mark">The timestamp that the strip's time counts from; set to now.</param>
    /// <returns>False after the last strip.</returns>
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
                CultureInfo.InvariantCulture, $"Decoding the picture takes longer than {maxSeconds} seconds, the limit."));
        }

        Top = _next;
        _next = Math.Min(decoder.RowCount, _next + StripRows);
        Rows = decoder.ReadRows(Top, _next - Top);
        StageClock.Lap(ref decodeTicks, ref mark);
        return true;
    }
}
