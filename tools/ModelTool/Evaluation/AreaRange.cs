namespace ModelTool.Evaluation;

/// <summary>A range of object areas in square pixels, as the COCO detection evaluation sorts objects by size.</summary>
/// <param name="Min">The smallest area in the range.</param>
/// <param name="Max">The largest area in the range. It belongs to the next range too: COCO's ranges overlap at their ends.</param>
internal readonly record struct AreaRange(double Min, double Max)
{
    private const double SmallEnd = 32 * 32;
    private const double MediumEnd = 96 * 96;
    private const double End = 1e5 * 1e5;

    /// <summary>Objects of every size.</summary>
    public static AreaRange All { get; } = new(0, End);

    /// <summary>Up to 32 x 32 pixels.</summary>
    public static AreaRange Small { get; } = new(0, SmallEnd);

    /// <summary>From 32 x 32 to 96 x 96 pixels.</summary>
    public static AreaRange Medium { get; } = new(SmallEnd, MediumEnd);

    /// <summary>From 96 x 96 pixels.</summary>
    public static AreaRange Large { get; } = new(MediumEnd, End);

    /// <summary>Whether an area lies in the range, its ends included.</summary>
    public bool Contains(double area) => area >= Min && area <= Max;
}
