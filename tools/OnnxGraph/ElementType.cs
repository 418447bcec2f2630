namespace OnnxGraph;

/// <summary>Element types of ONNX tensors, with the format's numbers, as far as they are used here.</summary>
public static class ElementType
{
    /// <summary>32-bit floating point.</summary>
    public const int Float32 = 1;

    /// <summary>Unsigned bytes.</summary>
    public const int UInt8 = 2;

    /// <summary>Signed bytes.</summary>
    public const int Int8 = 3;

    /// <summary>32-bit integers.</summary>
    public const int Int32 = 6;

    /// <summary>64-bit integers.</summary>
    public const int Int64 = 7;

    /// <summary>16-bit floating point.</summary>
    public const int Float16 = 10;
}
