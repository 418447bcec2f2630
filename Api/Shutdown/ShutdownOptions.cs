using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Api.Shutdown;

/// <summary>How the service ends after SIGTERM (settings <c>Shutdown</c>); ignored in Lambda.</summary>
internal sealed class ShutdownOptions
{
    /// <summary>
    /// Seconds in which readiness is already false but requests are still accepted, so that load balancers turn away before anything is refused, 0 to
    /// 300. Default 0.
    /// </summary>
    [Range(0.0, 300.0)]
    public double DelaySeconds { get; set; }

    /// <summary>
    /// Seconds that requests in flight then have to end, 0 to 3,600, while new ones are refused with 503. What has not ended is aborted.
    /// Default 25, which with what else an end takes fits into the 30 seconds that Kubernetes gives.
    /// </summary>
    [Range(0.0, 3_600.0)]
    public double DrainSeconds { get; set; } = 25;
}

/// <summary>Validates <see cref="ShutdownOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
