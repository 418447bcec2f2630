using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.Assertions;
using Deploy.Infrastructure;
using Deploy.Settings;

namespace Deploy.Tests.Infrastructure;

/// <summary>A stack with some knobs turned, synthesised once.</summary>
public sealed class SynthesizedTemplate
{
    internal SynthesizedTemplate(DeploySettings settings, string outputFolder)
    {
        App app = new(new AppProps { Outdir = outputFolder });
        DetectionStack stack = new(app, settings);
        Assertions = Template.FromStack(stack);
        app.Synth();
        OutputFolder = outputFolder;
        TemplatePath = Path.Combine(outputFolder, $"{settings.StackName}.template.json");
        Json = JsonDocument.Parse(File.ReadAllText(TemplatePath)).RootElement;
    }

    /// <summary>The CDK's assertions on the template.</summary>
    public Template Assertions { get; }

    /// <summary>The template.</summary>
    public JsonElement Json { get; }

    /// <summary>The full path of the template.</summary>
    public string TemplatePath { get; }

    /// <summary>The folder of the template and its assets.</summary>
    public string OutputFolder { get; }

    /// <summary>The resources of a type.</summary>
    public List<JsonElement> Resources(string type) =>
        [
            .. Json.GetProperty("Resources").EnumerateObject()
                .Select(resource => resource.Value)
                .Where(resource => resource.GetProperty("Type").GetString() == type),
        ];

    /// <summary>The properties of the only resource of a type.</summary>
    public JsonElement Only(string type) => Assert.Single(Resources(type)).GetProperty("Properties");

    /// <summary>An output's value with every reference as its target's name in braces.</summary>
    public string Output(string name) => Text(Json.GetProperty("Outputs").GetProperty(name).GetProperty("Value"));

    /// <summary>A text of the template with every reference as its target's name in braces.</summary>
    public static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.TryGetProperty("Ref", out JsonElement target) ? $"{{{target.GetString()}}}"
        : value.TryGetProperty("Fn::Join", out JsonElement join) ? string.Concat(join[1].EnumerateArray().Select(Text))
        : value.GetRawText();
}
