using Deploy.Packaging;

namespace Deploy.ColdStart;

/// <summary>A way to build and start the service whose cold start is measured.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Publish">Further arguments of <c>dotnet publish</c>.</param>
/// <param name="IsSelfContained">Whether it brings .NET along, and is started by its own executable.</param>
/// <param name="Environment">What its environment has besides Lambda's variables.</param>
internal sealed record ColdStartVariant(string Name, string[] Publish, bool IsSelfContained, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>From the plain build to the package, a step each.</summary>
    internal static ColdStartVariant[] All { get; } =
    [
        new("plain framework-dependent, Swagger loaded", ["--self-contained", "false"], false, new Dictionary<string, string> { ["Swagger__Enabled"] = "true" }),
        new("+ Swagger not loaded", ["--self-contained", "false"], false, Nothing),
        new("+ ReadyToRun (package for dotnet10)", ["--self-contained", "false", .. ApiPublish.ReadyToRun], false, Nothing),
        new("+ self-contained, ReadyToRun", [.. ApiPublish.SelfContained, .. ApiPublish.ReadyToRun], true, Nothing),
        new("+ trimmed (package for provided.al2023)", [.. ApiPublish.SelfContained, .. ApiPublish.ReadyToRun, .. ApiPublish.Trimmed], true, Nothing),
    ];
}
