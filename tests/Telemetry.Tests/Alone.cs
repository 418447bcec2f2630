namespace Telemetry.Tests;

/// <summary>The collection of tests that listen to the whole process, so that nothing may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
