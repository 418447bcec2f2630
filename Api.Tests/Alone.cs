namespace Api.Tests;

/// <summary>The collection of tests that measure time or the memory of the process, so that nothing may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
