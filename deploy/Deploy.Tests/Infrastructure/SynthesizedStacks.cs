using Deploy.Tests.Settings;

namespace Deploy.Tests.Infrastructure;

/// <summary>
/// The stacks that the tests look at. They are made when a test asks for one: where Node.js is absent none does. Starting the CDK takes
/// seconds, hence few stacks for all tests, and tests that run one after the other: its bridge to Node serves one caller at a time.
/// </summary>
public sealed class SynthesizedStacks : IDisposable
{
    private readonly Context _context = new();
    private readonly Lazy<SynthesizedTemplate> _standard;
    private readonly Lazy<SynthesizedTemplate> _turned;
    private readonly Lazy<SynthesizedTemplate> _snapStart;
    private readonly Lazy<SynthesizedTemplate> _image;

    public SynthesizedStacks()
    {
        // The notice that this Node is old belongs to the machine, not into the tests' output.
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1");

        _standard = Stack("standard");
        _turned = Stack(
            "turned", "stackName=Pictures", "architecture=arm64", "memoryMb=1769", "timeoutSeconds=30",
            "modelLayer=models", "modelPath=/opt/ml/model/model.onnx", "confidenceThreshold=0.25", "iouThreshold=0.7",
            "provisionedConcurrency=0", "warmups=0", "throttleRate=7", "throttleBurst=9", "apiKey=true", "dailyQuota=1000", "logRetentionDays=7",
            "alarmTopicArn=arn:aws:sns:eu-central-1:123456789012:oncall", "alarmErrors=2", "alarmThrottles=3", "alarmDurationMs=400",
            "alarmInferenceMs=100");
        _snapStart = Stack(
            "snapstart", "runtime=dotnet10", "zip=artifacts/lambda/managed.zip", "snapStart=true",
            "modelLayer=artifacts/lambda/model-layer.zip", "warmups=1");
        _image = Stack("image", "package=image", "architecture=arm64", "runtime=dotnet10", "logRetentionDays=0");
    }

    /// <summary>No knob turned.</summary>
    public SynthesizedTemplate Standard => _standard.Value;

    /// <summary>Every knob turned that a zip for provided.al2023 has.</summary>
    public SynthesizedTemplate Turned => _turned.Value;

    /// <summary>SnapStart on the managed runtime.</summary>
    public SynthesizedTemplate SnapStart => _snapStart.Value;

    /// <summary>A container image.</summary>
    public SynthesizedTemplate Image => _image.Value;

    public void Dispose() => _context.Dispose();

    private Lazy<SynthesizedTemplate> Stack(string name, params string[] knobs) =>
        new(() => new SynthesizedTemplate(_context.Read(knobs), _context["out", name]));
}

/// <summary>The tests that use the CDK.</summary>
[CollectionDefinition(Name)]
public sealed class CdkTests : ICollectionFixture<SynthesizedStacks>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "CDK";
}
