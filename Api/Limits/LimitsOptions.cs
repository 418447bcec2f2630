using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>Limits on the size and the number of requests (settings <c>Limits</c>).</summary>
internal sealed class LimitsOptions : IValidatableObject
{
    /// <summary>Bytes of a request body, 1,024 to 1,073,741,824. Base64 makes a picture a third larger. Default 33,554,432 (32 MiB).</summary>
    [Range(1024, 1_073_741_824)]
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Bytes of all bodies together that may be in memory at a time, <see cref="MaxBodyBytes"/> to 1 TiB. A request that does not announce its
    /// length counts as the largest. Default: half of the memory the process may use, at least <see cref="MaxBodyBytes"/>.
    /// </summary>
    [Range(1024L, 1L << 40)]
    public long? MaxBufferedBytes { get; set; }

    /// <summary>Parts of a multipart form, 1 to 10,000. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxFormParts { get; set; } = 100;

    /// <summary>Pictures of one request to /analyze/batch, 1 to 1,000. Default 32.</summary>
    [Range(1, 1_000)]
    public int MaxBatchPictures { get; set; } = 32;

    /// <summary>How deep JSON may be nested, 1 to 1,000. Default 32.</summary>
    [Range(1, 1_000)]
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>
    /// How many analyses may wait for a session, 0 to 10,000; the others are refused with 429. Default: as many as can be served within a second, by
    /// what analyses have taken so far.
    /// </summary>
    [Range(0, Admission.LongestQueue)]
    public int? QueueLength { get; set; }

    /// <summary>Seconds a request may take from its first byte to its answer, 0.1 to 3,600; then it is answered with 504. Default 30.</summary>
    [Range(0.1, 3_600)]
    public double RequestTimeoutSeconds { get; set; } = 30;

    /// <summary>
    /// Requests that a caller, told by its API key or else by its address, may make in <see cref="CallerWindowSeconds"/>, 1 to 1,000,000,000; those
    /// beyond are refused with 429. Health checks do not count. Default: no limit.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int? CallerRequests { get; set; }

    /// <summary>Seconds of the window for <see cref="CallerRequests"/>, 1 to 86,400. Default 60.</summary>
    [Range(1, 86_400)]
    public int CallerWindowSeconds { get; set; } = 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxBufferedBytes < MaxBodyBytes)
        {
            yield return new ValidationResult("Limits:MaxBufferedBytes must be at least Limits:MaxBodyBytes.", [nameof(MaxBufferedBytes)]);
        }
    }
}

/// <summary>Validates <see cref="LimitsOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;
