using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Detection;

/// <summary>Options of a <see cref="Detector"/>. Its constructor refuses values out of range and names all of them in one message.</summary>
public sealed class DetectorOptions
{
    /// <summary>
    /// The model: an .onnx or .ort file, or a folder that holds one. Default: none, which searches /opt/ml/model, then the folder model beside the
    /// application.
    /// </summary>
    public string? ModelPath { get; set; }

    /// <summary>How many analyses run at once, 1 to 256. Default: the number of processors divided by <see cref="ThreadsPerSession"/>.</summary>
    [Range(1, 256)]
    public int? Sessions { get; set; }

    /// <summary>
    /// Threads one inference uses, 1 to 64. Default 1: under load, two sessions of one thread have more throughput than one session
    /// of two. More threads shorten a single request on a mostly idle machine.
    /// </summary>
    [Range(1, 64)]
    public int ThreadsPerSession { get; set; } = 1;

    /// <summary>Scores must be above it, 0 to 1. Default: none, which takes the model's recommendation, or 0.5 where it has none.</summary>
    [Range(0.0, 1.0)]
    public float? ConfidenceThreshold { get; set; }

    /// <summary>
    /// Boxes of a class whose intersection over union is above it are one object, 0 to 1. Default: none, which takes the model's recommendation,
    /// or 0.45 where it has none.
    /// </summary>
    [Range(0.0, 1.0)]
    public float? IouThreshold { get; set; }

    /// <summary>Most detections per picture, 1 to 1000. Default 300.</summary>
    [Range(1, DetectionOptions.MaxDetectionsLimit)]
    public int MaxDetections { get; set; } = 300;

    /// <summary>
    /// Side of the square input in pixels for a model with a dynamic input, 32 to 4096. Default: none, which takes what the model was exported for, or
    /// 640.
    /// </summary>
    [Range(32, 4096)]
    public int? InputSize { get; set; }

    /// <summary>Most pixels a picture may have, 1 to 1,000,000,000; checked by its header. Default 50,000,000.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxPixels { get; set; } = 50_000_000;

    /// <summary>Most pixels a side of a picture may have, 1 to 1,000,000; checked by its header. Default 32,768.</summary>
    [Range(1, 1_000_000)]
    public int MaxSide { get; set; } = 32_768;

    /// <summary>Most frames or pages a picture may have, of which the first is analysed, 1 to 100,000; checked by its header. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxFrames { get; set; } = 1_000;

    /// <summary>
    /// Most scans a JPEG may have, 1 to 10,000: a progressive one has about ten, and each goes over all pixels. Default 100.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxScans { get; set; } = 100;

    /// <summary>
    /// Most bytes of metadata (EXIF, XMP, colour profile, comments) a picture may carry, unpacked, 1,024 to 1,073,741,824. Default 8,388,608
    /// (8 MiB).
    /// </summary>
    [Range(1024, 1_073_741_824)]
    public int MaxMetadataBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Most seconds that decoding a picture may take, 0.05 to 600; checked between strips of rows, so a format that is decoded in one call
    /// is stopped after that call. Default 10.
    /// </summary>
    [Range(0.05, 600)]
    public double MaxDecodeSeconds { get; set; } = 10;

    /// <summary>Most tiles of a call, 1 to 64: each is one more run of the model. Default 16.</summary>
    [Range(1, MostTiles)]
    public int MaxTiles { get; set; } = 16;

    /// <summary>The largest value of <see cref="MaxTiles"/>.</summary>
    internal const int MostTiles = 64;

    /// <summary>The number of sessions, with the default resolved.</summary>
    internal int SessionCount => Sessions ?? Math.Max(1, Environment.ProcessorCount / ThreadsPerSession);
}

/// <summary>Validates <see cref="DetectorOptions"/> without reflection.</summary>
[OptionsValidator]
public sealed partial class DetectorOptionsValidator : IValidateOptions<DetectorOptions>;
