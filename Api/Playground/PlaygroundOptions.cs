using Microsoft.Extensions.Options;

namespace Api.Playground;

/// <summary>Whether the service has a page to try it on (settings <c>Playground</c>).</summary>
internal sealed class PlaygroundOptions
{
    /// <summary>Whether the page is served at the root. Default true, in Lambda too: it is loaded by nobody who does not open it.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>Validates <see cref="PlaygroundOptions"/>: what is no switch is refused when the section is read, and there is nothing else to be wrong.</summary>
internal sealed class PlaygroundOptionsValidator : IValidateOptions<PlaygroundOptions>
{
    public ValidateOptionsResult Validate(string? name, PlaygroundOptions options) => ValidateOptionsResult.Success;
}
