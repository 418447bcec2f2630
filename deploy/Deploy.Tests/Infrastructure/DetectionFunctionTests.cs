using System.IO.Compression;
using System.Text.Json;

namespace Deploy.Tests.Infrastructure;

[Collection(CdkTests.Name)]
public sealed class DetectionFunctionTests(SynthesizedStacks stacks)
{
    [NodeFact]
    public void Function_Standard_IsSelfContainedOnX64()
    {
        stacks.Standard.Assertions.HasResourceProperties("AWS::Lambda::Function", Json.Object("""
            {
              "Runtime": "provided.al2023", "Handler": "bootstrap", "Architectures": ["x86_64"], "MemorySize": 3008, "Timeout": 300
            }
            """));
        JsonElement function = stacks.Standard.Only("AWS::Lambda::Function");

        // A threshold in the environment would win over the one the model recommends.
        Assert.False(function.TryGetProperty("Environment", out _));
        Assert.False(function.TryGetProperty("Layers", out _));
        Assert.False(function.TryGetProperty("SnapStart", out _));
    }

    [NodeFact]
    public void Function_Turned_FollowsTheKnobs() =>
        stacks.Turned.Assertions.HasResourceProperties("AWS::Lambda::Function", Json.Object("""
            {
              "Runtime": "provided.al2023", "Architectures": ["arm64"], "MemorySize": 1769, "Timeout": 30,
              "Environment": { "Variables": { "MODEL_PATH": "/opt/ml/model/model.onnx", "CONFIDENCE_THRESHOLD": "0.25", "IOU_THRESHOLD": "0.7" } }
            }
            """));

    [NodeFact]
    public void Function_SnapStart_RunsOnTheManagedRuntimeAndSnapshotsItsVersions()
    {
        stacks.SnapStart.Assertions.HasResourceProperties("AWS::Lambda::Function", Json.Object("""
            { "Runtime": "dotnet10", "Handler": "Api", "SnapStart": { "ApplyOn": "PublishedVersions" } }
            """));
        Assert.False(stacks.SnapStart.Only("AWS::Lambda::Alias").TryGetProperty("ProvisionedConcurrencyConfig", out _));
    }

    [NodeFact]
    public void Function_Image_BuildsTheStageOfItsRuntimeForItsProcessor()
    {
        JsonElement function = stacks.Image.Only("AWS::Lambda::Function");
        Assert.Equal("Image", function.GetProperty("PackageType").GetString());
        Assert.False(function.TryGetProperty("Runtime", out _));
        Assert.False(function.TryGetProperty("Handler", out _));

        string assetsPath = stacks.Image.TemplatePath.Replace(".template.json", ".assets.json", StringComparison.Ordinal);
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(assetsPath));
        JsonElement image = Assert.Single(assets.RootElement.GetProperty("dockerImages").EnumerateObject()).Value.GetProperty("source");
        Assert.Equal("managed", image.GetProperty("dockerBuildTarget").GetString());
        Assert.Equal("linux/arm64", image.GetProperty("platform").GetString());
        Assert.Equal("Dockerfile", image.GetProperty("dockerFile").GetString());
    }

    [NodeFact]
    public void Alias_Standard_PointsToAPublishedVersionWithProvisionedConcurrency()
    {
        stacks.Standard.Assertions.ResourceCountIs("AWS::Lambda::Version", 1);
        stacks.Standard.Assertions.HasResourceProperties("AWS::Lambda::Alias", Json.Object("""
            { "Name": "live", "ProvisionedConcurrencyConfig": { "ProvisionedConcurrentExecutions": 2 } }
            """));
        string version = Assert.Single(stacks.Standard.Assertions.FindResources("AWS::Lambda::Version")).Key;
        Assert.Equal(version, stacks.Standard.Only("AWS::Lambda::Alias").GetProperty("FunctionVersion").GetProperty("Fn::GetAtt")[0].GetString());
    }

    [NodeFact]
    public void Alias_ProvisionedConcurrencyZero_HasNone() =>
        Assert.False(stacks.Turned.Only("AWS::Lambda::Alias").TryGetProperty("ProvisionedConcurrencyConfig", out _));

    [NodeFact]
    public void Alias_FailedEvents_AreNotRepeated() =>
        stacks.Standard.Assertions.HasResourceProperties("AWS::Lambda::EventInvokeConfig", Json.Object("""
            { "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60 }
            """));

    [NodeFact]
    public void Layer_FolderOfModelFiles_LandsInOptMlModel()
    {
        stacks.Turned.Assertions.HasResourceProperties("AWS::Lambda::LayerVersion", Json.Object("""{ "CompatibleArchitectures": ["arm64"] }"""));
        Assert.Equal(1, stacks.Turned.Only("AWS::Lambda::Function").GetProperty("Layers").GetArrayLength());
        Assert.Equal(["ml/model/model.onnx"], LayerFiles(stacks.Turned));
    }

    [NodeFact]
    public void Layer_ZipOfThePackager_IsTakenAsItIs() => Assert.Equal(["ml/model/model.onnx"], LayerFiles(stacks.SnapStart));

    [NodeFact]
    public void Role_MayWriteItsOwnLogsAndNothingElse()
    {
        JsonElement role = stacks.Standard.Only("AWS::IAM::Role");
        Assert.False(role.TryGetProperty("ManagedPolicyArns", out _));
        Assert.False(role.TryGetProperty("Policies", out _));

        string logs = Assert.Single(stacks.Standard.Assertions.FindResources("AWS::Logs::LogGroup")).Key;
        JsonElement policy = stacks.Standard.Only("AWS::IAM::Policy").GetProperty("PolicyDocument");
        JsonElement statement = Assert.Single(policy.GetProperty("Statement").EnumerateArray());
        Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
        Assert.Equal(["logs:CreateLogStream", "logs:PutLogEvents"], statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()));
        Assert.Equal([logs, "Arn"], statement.GetProperty("Resource").GetProperty("Fn::GetAtt").EnumerateArray().Select(part => part.GetString()));
        stacks.Standard.Assertions.HasResourceProperties("AWS::Lambda::Function", Json.Object($$"""
            { "LoggingConfig": { "LogGroup": { "Ref": "{{logs}}" } } }
            """));
    }

    [NodeFact]
    public void Logs_Retention_FollowsTheKnob()
    {
        stacks.Standard.Assertions.HasResourceProperties("AWS::Logs::LogGroup", Json.Object("""{ "RetentionInDays": 30 }"""));
        stacks.Turned.Assertions.HasResourceProperties("AWS::Logs::LogGroup", Json.Object("""{ "RetentionInDays": 7 }"""));

        // 0 keeps them for ever: no retention, and with it no properties at all.
        Assert.False(Assert.Single(stacks.Image.Resources("AWS::Logs::LogGroup")).TryGetProperty("Properties", out _));
        stacks.Standard.Assertions.HasResource("AWS::Logs::LogGroup", new Dictionary<string, object> { ["DeletionPolicy"] = "Delete" });
    }

    private static List<string> LayerFiles(SynthesizedTemplate stack)
    {
        string key = stack.Only("AWS::Lambda::LayerVersion").GetProperty("Content").GetProperty("S3Key").GetString()!;
        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(stack.OutputFolder, $"asset.{key}"));
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }
}
