namespace Api.Tests.Lambda;

/// <summary>One function for the tests of a class.</summary>
public sealed class LambdaFixture : IAsyncLifetime
{
    internal LambdaRun Lambda { get; private set; } = null!;

    public async Task InitializeAsync() => Lambda = await LambdaRun.StartAsync();

    public async Task DisposeAsync() => await Lambda.DisposeAsync();
}
