using System.Text.Json.Serialization;

namespace Detection.Imaging;

/// <summary>The order of the colour planes in a model's input.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,

    /// <summary>Blue, green, red (models trained with OpenCV's order).</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,
}

/// <summary>The normalisation of a model's input: value = (byte * Scale - Mean) / Std per channel, in planes of <see cref="Channels"/> order.</summary>
/// <param name="Channels">Order of the planes.</param>
/// <param name="Scale">Factor on the byte, such as 1/255 for 0..1 or 1 for 0..255.</param>
/// <param name="Mean">Subtracted after scaling; one value per plane, in the order of the planes.</param>
/// <param name="Std">Divided by after that; one value per plane.</param>
/// <param name="Anchor">Where the picture lies in the input.</param>
/// <param name="Pad">The byte of the padding, 0 to 255.</param>
public sealed record PixelNormalization(
    ChannelOrder Channels, float Scale, IReadOnlyList<float> Mean, IReadOnlyList<float> Std, LetterboxAnchor Anchor, byte Pad)
{
    /// <summary>RGB in 0..1, centred, padded with 114: the YOLOv5 line.</summary>
    public static PixelNormalization UnitRgb { get; } = new(ChannelOrder.Rgb, 1f / 255f, [0, 0, 0], [1, 1, 1], LetterboxAnchor.Center, 114);

    /// <summary>BGR in 0..255, top left, padded with 114: YOLOX as released.</summary>
    public static PixelNormalization ByteBgr { get; } = new(ChannelOrder.Bgr, 1, [0, 0, 0], [1, 1, 1], LetterboxAnchor.TopLeft, 114);

    /// <summary>The factor on the byte in a plane: Scale / Std.</summary>
    internal float Factor(int plane) => Scale / Std[plane];

    /// <summary>What is added after that: -Mean / Std.</summary>
    internal float Bias(int plane) => -Mean[plane] / Std[plane];

    /// <summary>The plane of a colour: 0 red, 1 green, 2 blue.</summary>
    internal int PlaneOf(int colour) => Channels == ChannelOrder.Rgb ? colour : 2 - colour;
}
