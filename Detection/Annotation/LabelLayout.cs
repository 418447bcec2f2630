using Detection.Imaging;

namespace Detection.Annotation;

/// <summary>
/// Places labels: at a corner of their box, inside the picture, and without overlap where there is room. Labels that are placed first get the better places.
/// </summary>
/// <param name="width">Width of the picture in pixels.</param>
/// <param name="height">Its height.</param>
/// <param name="gap">Pixels between labels, at least 0.</param>
internal sealed class LabelLayout(int width, int height, int gap)
{
    // In half labels. Further away it is unclear which box a label belongs to.
    private const int MostStacked = 6;

    private readonly List<PixelArea> _taken = [];

    /// <summary>Finds the place for a label.</summary>
    /// <param name="box">Its box.</param>
    /// <param name="labelWidth">Width of the label, at most the picture's.</param>
    /// <param name="labelHeight">Its height, at most the picture's.</param>
    internal PixelArea Place(in PixelArea box, int labelWidth, int labelHeight)
    {
        int right = box.Right - labelWidth, above = box.Top - labelHeight, lowest = box.Bottom - labelHeight;

        // A label inside a low box would hide its content.
        bool isLow = box.Height < 3 * labelHeight;
        ReadOnlySpan<(int Left, int Top)> outside = [(box.Left, above), (right, above), (box.Left, box.Bottom), (right, box.Bottom)];
        ReadOnlySpan<(int Left, int Top)> inside = [(box.Left, box.Top), (right, box.Top), (box.Left, lowest), (right, lowest)];
        return FirstFree(isLow ? outside : [outside[0], inside[0], outside[1], inside[1]], labelWidth, labelHeight)
            ?? FirstFree(isLow ? inside : [outside[2], outside[3], inside[2], inside[3]], labelWidth, labelHeight)
            ?? FirstFree([.. Stack(box.Left, above, labelHeight)], labelWidth, labelHeight)
            ?? Take(At(box.Left, above >= 0 ? above : isLow && box.Bottom + labelHeight <= height ? box.Bottom : box.Top, labelWidth, labelHeight));
    }

    // In a crowd: higher above the box, in steps of half a label.
    private IEnumerable<(int Left, int Top)> Stack(int left, int above, int labelHeight) =>
        Enumerable.Range(1, MostStacked).Select(step => (left, above - (step * (labelHeight + gap) / 2)));

    /// <summary>The first of these places that is free and within the picture's height.</summary>
    private PixelArea? FirstFree(ReadOnlySpan<(int Left, int Top)> corners, int labelWidth, int labelHeight)
    {
        foreach ((int left, int top) in corners)
        {
            if (top >= 0 && top + labelHeight <= height && At(left, top, labelWidth, labelHeight) is var place && !IsTaken(place))
            {
                return Take(place);
            }
        }

        return null;
    }

    private PixelArea At(int left, int top, int labelWidth, int labelHeight)
    {
        int x = Math.Clamp(left, 0, width - labelWidth), y = Math.Clamp(top, 0, height - labelHeight);
        return new PixelArea(x, y, x + labelWidth, y + labelHeight);
    }

    // Labels of one class that touch would look like one label.
    private bool IsTaken(in PixelArea place)
    {
        PixelArea around = new(place.Left - gap, place.Top - gap, place.Right + gap, place.Bottom + gap);
        foreach (PixelArea taken in _taken)
        {
            if (taken.Touches(around))
            {
                return true;
            }
        }

        return false;
    }

    private PixelArea Take(in PixelArea place)
    {
        _taken.Add(place);
        return place;
    }
}
