using System.Text.Json;

namespace Deploy.Settings;

/// <summary>The context as the CDK's command line hands it to the app: cdk.json, cdk.context.json and every <c>-c key=value</c>.</summary>
internal static class CdkContext
{
    /// <summary>The variable that holds the context as a JSON object.</summary>
    internal const string Variable = "CDK_CONTEXT_JSON";

    /// <summary>The variable that names a JSON file with what did not fit into the first one.</summary>
    internal const string OverflowVariable = "CONTEXT_OVERFLOW_LOCATION";

    /// <summary>Reads the context of this process; numbers and switches become their text.</summary>
    internal static IReadOnlyDictionary<string, string> Read()
    {
        Dictionary<string, string> values = [];
        Add(values, Environment.GetEnvironmentVariable(Variable));
        if (Environment.GetEnvironmentVariable(OverflowVariable) is { Length: > 0 } file && File.Exists(file))
        {
            Add(values, File.ReadAllText(file));
        }

        return values;
    }

    private static void Add(Dictionary<string, string> values, string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                values[member.Name] = member.Value.ToString();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new DeployException($"The CDK's context ({Variable}) is not a JSON object: {exception.Message}");
        }
    }
}
