namespace Telemetry.Tests;

/// <summary>A receiver for the tests of a class. They share it: each looks for what it sent itself, by names of its own.</summary>
public sealed class OtlpReceiverFixture : IAsyncLifetime
{
    private OtlpReceiver? _receiver;

    /// <summary>The receiver, which accepts.</summary>
    public OtlpReceiver Receiver => _receiver ?? throw new InvalidOperationException("xunit starts it before the first test.");

    /// <summary>The variables that make a process, or the SDK in this one, export to it.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentFor(OtlpProtocol protocol) => Receiver.EnvironmentFor(protocol);

    /// <inheritdoc/>
    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Receiver.DisposeAsync();
}
