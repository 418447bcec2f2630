namespace Detection.Tests;

/// <summary>A detector with the embedded model and the defaults, for all tests of a class.</summary>
public sealed class EmbeddedDetector : IDisposable
{
    /// <summary>The detector.</summary>
    internal Detector Instance { get; } = new(new DetectorOptions { Sessions = 1 });

    /// <summary>Frees it.</summary>
    public void Dispose() => Instance.Dispose();
}
