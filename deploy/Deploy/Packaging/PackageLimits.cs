namespace Deploy.Packaging;

/// <summary>How large a package may be, in bytes. Sizes in MB are 1,048,576 bytes, as AWS counts them.</summary>
internal sealed record PackageLimits
{
    /// <summary>Bytes of a megabyte.</summary>
    internal const long Megabyte = 1024 * 1024;

    /// <summary>AWS's own.</summary>
    internal static PackageLimits Aws { get; } = new();

    /// <summary>A zip above this cannot be uploaded directly, only through S3. 50 MB.</summary>
    public long DirectUpload { get; init; } = 50 * Megabyte;

    /// <summary>Function and layers together, unzipped. 250 MB.</summary>
    public long Unzipped { get; init; } = 250 * Megabyte;

    /// <summary>A model above this leaves too little of the unzipped limit to the rest. 200 MB.</summary>
    public long Model { get; init; } = 200 * Megabyte;

    /// <summary>A container image, uncompressed. 10 GB.</summary>
    public long Image { get; init; } = 10 * 1024 * Megabyte;
}
