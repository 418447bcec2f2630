namespace Api.Playground;

/// <summary>Whether the service has a page to try it on (section <c>Playground</c>).</summary>
internal sealed class PlaygroundOptions
{
    /// <summary>Whether the playground is served at the root. Default true, in Lambda too: it is loaded by nobody who does not open it.</summary>
    public bool Enabled { get; set; } = true;
}
