namespace Api.Tests.Settings;

/// <summary>The tests that start processes: one at a time, beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class ServiceProcesses
{
    public const string Name = "Processes";
}
