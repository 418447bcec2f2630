using System.Text.Json.Serialization;

namespace Detection.Imaging;

/// <summary>Where the picture lies in the model's input.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LetterboxAnchor>))]
public enum LetterboxAnchor
{
    /// <summary>In the middle, padding on both sides (the YOLOv5 line).</summary>
    [JsonStringEnumMemberName("center")]
    Center,

    /// <summary>In the top left corner, padding right or below (YOLOX).</summary>
    [JsonStringEnumMemberName("top-left")]
    TopLeft,

    /// <summary>Stretched over the whole input: no padding, different scales across and down (DETR-like models).</summary>
    [JsonStringEnumMemberName("stretch")]
    Stretch,
}

/// <summary>
/// How an upright picture fits into a model's input: scaled by one factor and padded, or stretched. The same numbers serve both directions: picture to input
/// for resampling, input to picture for boxes.
/// </summary>
/// <param name="SourceWidth">Width of the upright picture in pixels.</param>
/// <param name="SourceHeight">Height of the upright picture in pixels.</param>
/// <param name="InputWidth">Width of the model's input in pixels.</param>
/// <param name="InputHeight">Height of the model's input in pixels.</param>
/// <param name="ContentWidth">Width of the scaled picture in the input, at least 1.</param>
/// <param name="ContentHeight">Height of the scaled picture in the input, at least 1.</param>
/// <param name="OffsetX">Left edge of the scaled picture in the input.</param>
/// <param name="OffsetY">Top edge of the scaled picture in the input.</param>
public readonly record struct LetterboxGeometry(
    int SourceWidth, int SourceHeight, int InputWidth, int InputHeight, int ContentWidth, int ContentHeight, int OffsetX, int OffsetY)
{
    /// <summary>Fits a picture into an input.</summary>
    /// <remarks>
    /// The scale is min(input width / width, input height / height); the content's sides are rounded to whole pixels, and an odd pixel of
    /// padding goes right or below, as the trainers of the YOLOv5 line do.
    /// </remarks>
    public static LetterboxGeometry Fit(int sourceWidth, int sourceHeight, int inputWidth, int inputHeight, LetterboxAnchor anchor)
    {
        if (anchor == LetterboxAnchor.Stretch)
        {
            return new(sourceWidth, sourceHeight, inputWidth, inputHeight, inputWidth, inputHeight, 0, 0);
        }

        double scale = Math.Min((double)inputWidth / sourceWidth, (double)inputHeight / sourceHeight);
        int contentWidth = Math.Clamp((int)Math.Round(sourceWidth * scale), 1, inputWidth);
        int contentHeight = Math.Clamp((int)Math.Round(sourceHeight * scale), 1, inputHeight);
        return anchor == LetterboxAnchor.TopLeft
            ? new(sourceWidth, sourceHeight, inputWidth, inputHeight, contentWidth, contentHeight, 0, 0)
            : new(sourceWidth, sourceHeight, inputWidth, inputHeight, contentWidth, contentHeight,
                (inputWidth - contentWidth) / 2, (inputHeight - contentHeight) / 2);
    }

    /// <summary>Maps a horizontal position in the input to the picture, in pixels, clipped to it.</summary>
    /// <remarks>Divides by the scale that was actually applied (content / source), so rounding of the content's size does not shift boxes.</remarks>
    public float ToSourceX(float inputX) => Math.Clamp((inputX - OffsetX) * SourceWidth / ContentWidth, 0, SourceWidth);

    /// <summary>Maps a vertical position in the input to the picture, in pixels, clipped to it.</summary>
    public float ToSourceY(float inputY) => Math.Clamp((inputY - OffsetY) * SourceHeight / ContentHeight, 0, SourceHeight);
}
