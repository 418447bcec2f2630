namespace Api.Tests.Lambda;

/// <summary>One function for the tests of a class. Its margin before deadlines is wide, so that a busy machine does not fail them.</summary>
public sealed class LambdaFixture : IAsyncLifetime
{
    internal LambdaRun Lambda { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Lambda = await LambdaRun.StartAsync(arguments: "--Lambda:DeadlineMarginMs=1000");

        // The init phase is over then: no test has it in its time.
        await Lambda.InvokeAsync("""{"warmup":true}""");
    }

    public async Task DisposeAsync() => await Lambda.DisposeAsync();
}
