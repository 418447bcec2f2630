namespace Detection.Imaging;

/// <summary>What is wrong with a picture.</summary>
public enum PictureFault
{
    /// <summary>The bytes are not a picture, or there are none.</summary>
    NotAPicture,

    /// <summary>A known format that is not read here, such as SVG, PDF or HEIC.</summary>
    UnsupportedFormat,

    /// <summary>The picture has more pixels, frames or metadata than the limit.</summary>
    TooLarge,

    /// <summary>The picture begins well but cannot be decoded to its end.</summary>
    Damaged,

    /// <summary>Decoding the picture takes longer than the limit.</summary>
    TooSlow,
}

/// <summary>A picture that cannot be analysed. The message is a sentence for the sender.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">The sentence for the sender.</param>
    /// <param name="innerException">The decoder's error, for the log.</param>
    public PictureException(PictureFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public PictureFault Fault { get; }
}
