namespace Detection.Annotation;

/// <summary>The formats that annotated pictures are written in.</summary>
public enum AnnotationFormat
{
    /// <summary>JPEG: small; what is transparent becomes white. At most 65,535 pixels a side.</summary>
    Jpeg,

    /// <summary>PNG: lossless, of 8 bits a channel, with alpha where the picture has it.</summary>
    Png,

    /// <summary>WebP: smallest, with alpha where the picture has it; the slowest to write. At most 16,383 pixels a side.</summary>
    WebP,
}
