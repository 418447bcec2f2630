using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>What a request may be at most (settings <c>Limits</c>).</summary>
internal sealed class LimitsOptions
{
    /// <summary>Bytes of a request body, 1,024 to 1,073,741,824. Base64 makes a picture a third larger. Default 33,554,432 (32 MiB).</summary>
    [Range(1024, 1_073_741_824)]
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;
}

/// <summary>Validates <see cref="LimitsOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;
