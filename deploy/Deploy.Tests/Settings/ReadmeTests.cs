using Deploy.Settings;

namespace Deploy.Tests.Settings;

public sealed class ReadmeTests
{
    [Fact]
    public void Table_Knobs_AreTheOnesThatAreRead()
    {
        KnobReader reader = new(new Dictionary<string, string>());
        DeploySettings.Read(reader, RepositoryFiles.Root);

        string[] documented = [.. File.ReadLines(Path.Combine(RepositoryFiles.Root, "deploy", "README.md"))
            .Where(line => line.StartsWith("| `detection:", StringComparison.Ordinal))
            .Select(line => string.Join(" | ", line.Split('|', StringSplitOptions.TrimEntries)[1..3]))];

        Assert.Equal(reader.Known.Select(knob => $"`detection:{knob.Name}` | {(knob.Default == "none" ? "none" : $"`{knob.Default}`")}"), documented);
    }
}
