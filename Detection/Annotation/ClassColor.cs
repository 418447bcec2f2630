namespace Detection.Annotation;

/// <summary>The colour that objects of a class are drawn in: the same in every picture.</summary>
/// <param name="Red">Red, 0 to 255 (sRGB).</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public readonly record struct ClassColor(byte Red, byte Green, byte Blue)
{
    // Multiples of the golden angle spread hues evenly over the circle for any number of classes.
    private const double GoldenAngle = 137.50776405003785;

    // The hue of class 0, a person in COCO: orange.
    private const double FirstHue = 45;

    private const double MostChroma = 0.19;

    /// <summary>Near black, the colour of text: all class colours are light enough to contrast with it.</summary>
    internal static ClassColor Ink { get; } = new(16, 16, 16);

    /// <summary>The colour of a class.</summary>
    /// <param name="classId">Its id, from 0.</param>
    public static ClassColor Of(int classId)
    {
        double lightness = (classId % 3) switch { 0 => 0.75, 1 => 0.81, _ => 0.69 };
        double hue = (FirstHue + (classId * GoldenAngle)) % 360 * Math.PI / 180;

        // A colour outside sRGB gets less chroma; its lightness and hue stay.
        for (double chroma = MostChroma; ; chroma -= 0.005)
        {
            (double red, double green, double blue) = FromOklch(lightness, chroma, hue);
            if (chroma <= 0 || (IsShown(red) && IsShown(green) && IsShown(blue)))
            {
                return new ClassColor(Encode(red), Encode(green), Encode(blue));
            }
        }
    }

    /// <summary>Linear sRGB of a colour in OKLCH (B. Ottosson, https://bottosson.github.io/posts/oklab/), whose lightness and hue are as eyes see them.</summary>
    private static (double Red, double Green, double Blue) FromOklch(double lightness, double chroma, double hue)
    {
        double a = chroma * Math.Cos(hue), b = chroma * Math.Sin(hue);
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    private static double Cube(double value) => value * value * value;

    private static bool IsShown(double linear) => linear is >= 0 and <= 1;

    // The transfer function of sRGB (IEC 61966-2-1).
    private static byte Encode(double linear)
    {
        double clipped = Math.Clamp(linear, 0, 1);
        double encoded = clipped <= 0.0031308 ? 12.92 * clipped : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(encoded * 255);
    }
}
