using Microsoft.Extensions.Options;

namespace Api.Model;

/// <summary>How the service watches the files of its model (settings <c>Model</c>).</summary>
internal sealed class ModelOptions
{
    private const double DefaultWatchSeconds = 2;

    /// <summary>
    /// Seconds from one look at the model's files to the next, 0.05 to 3,600; 0 for no looks. A file that has changed, and not again from one look to the
    /// next, is taken into use; a model that is missing at start is waited for. Default 2; 0 in Lambda, where files do not change.
    /// </summary>
    public double? WatchSeconds { get; set; }

    /// <summary>The time between two looks; null for no looks.</summary>
    internal TimeSpan? WatchInterval => (WatchSeconds ?? DefaultWatchSeconds) is var seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>Validates <see cref="ModelOptions"/>.</summary>
internal sealed class ModelOptionsValidator : IValidateOptions<ModelOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelOptions options) => options.WatchSeconds is null or 0 or (>= 0.05 and <= 3600)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Model:WatchSeconds must be 0, or between 0.05 and 3600.");
}
