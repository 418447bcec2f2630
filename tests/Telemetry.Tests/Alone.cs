namespace Telemetry.Tests;

/// <summary>
/// The collection of tests that run the service in this process. .NET's meters and activity sources are the process's, so nothing may run beside them.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
