namespace Detection.Imaging;

/// <summary>How libvips writes pictures of a format.</summary>
/// <param name="Saver">Nickname of the operation that writes to memory, such as <c>jpegsave_buffer</c>.</param>
/// <param name="KeepsAlpha">Whether the format can hold alpha.</param>
/// <param name="LongestSide">The most pixels a side that the format can hold; null where it holds more than any picture has.</param>
/// <param name="Options">The saver's options for a quality. How hard encoders try was chosen by measurement: twice the time saves a tenth of the bytes.</param>
internal sealed record PictureWriter(string Saver, bool KeepsAlpha, int? LongestSide, Func<WriteQuality, string> Options);

/// <summary>How well a picture is written, where a format has a choice.</summary>
/// <param name="Level">Quality of lossy compression, 1 to 100.</param>
/// <param name="IsLossless">Whether it is written without loss, where the format can.</param>
/// <param name="IsFineInColor">Whether more time and memory go into halving the resolution of colours well.</param>
internal readonly record struct WriteQuality(int Level, bool IsLossless, bool IsFineInColor);
