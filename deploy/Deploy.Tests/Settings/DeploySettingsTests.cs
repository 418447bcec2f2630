using Deploy.Settings;

namespace Deploy.Tests.Settings;

public sealed class DeploySettingsTests : IDisposable
{
    private readonly Context _context = new();

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Read_NoKnobs_Defaults()
    {
        DeploySettings settings = _context.Read();

        DeploySettings expected = new()
        {
            StackName = "ObjectDetection",
            Package = PackageKind.Zip,
            ZipPath = _context["artifacts", "lambda", "lambda.zip"],
            ImageFolder = _context["artifacts", "lambda", "image"],
            ModelLayer = null,
            Architecture = LambdaArchitecture.X64,
            Runtime = LambdaRuntime.Provided,
            MemoryMb = 3008,
            TimeoutSeconds = 300,
            ModelPath = null,
            ConfidenceThreshold = null,
            IouThreshold = null,
            ProvisionedConcurrency = 2,
            SnapStart = false,
            WarmUps = 5,
            ThrottleRate = 50,
            ThrottleBurst = 100,
            ApiKey = false,
            DailyQuota = 0,
            LogRetentionDays = 30,
            AlarmTopicArn = null,
            AlarmErrors = 5,
            AlarmThrottles = 5,
            AlarmDurationMs = 5000,
            AlarmInferenceMs = 2000,
        };
        Assert.Equal(expected, settings);
    }

    [Theory]
    [InlineData("stackName=1st", "detection:stackName is '1st', which is not letters, digits and hyphens, a letter first, 128 at most.")]
    [InlineData("package=jar", "detection:package is 'jar', which is not zip or image.")]
    [InlineData("architecture=mips", "detection:architecture is 'mips', which is not x86_64 or arm64.")]
    [InlineData("runtime=dotnet8", "detection:runtime is 'dotnet8', which is not provided.al2023 or dotnet10.")]
    [InlineData("memoryMb=127", "detection:memoryMb is '127', which is not a whole number from 128 to 10240.")]
    [InlineData("memoryMb=10241", "detection:memoryMb is '10241', which is not a whole number from 128 to 10240.")]
    [InlineData("timeoutSeconds=5m", "detection:timeoutSeconds is '5m', which is not a whole number from 1 to 900.")]
    [InlineData("modelPath=model.onnx", "detection:modelPath is 'model.onnx', which is not an absolute path on the sandbox, such as /opt/ml/model/model.onnx.")]
    [InlineData("confidenceThreshold=1.1", "detection:confidenceThreshold is '1.1', which is not a number from 0 to 1.")]
    [InlineData("iouThreshold=0,45", "detection:iouThreshold is '0,45', which is not a number from 0 to 1.")]
    [InlineData("snapStart=yes", "detection:snapStart is 'yes', which is not true or false.")]
    [InlineData("provisionedConcurrency=-1", "detection:provisionedConcurrency is '-1', which is not a whole number from 0 to 1000.")]
    [InlineData("warmups=6", "detection:warmups is '6', which is not a whole number from 0 to 5.")]
    [InlineData("throttleRate=0", "detection:throttleRate is '0', which is not a whole number from 1 to 10000.")]
    [InlineData("throttleBurst=0", "detection:throttleBurst is '0', which is not a whole number from 1 to 5000.")]
    [InlineData("apiKey=1", "detection:apiKey is '1', which is not true or false.")]
    [InlineData("dailyQuota=-5", "detection:dailyQuota is '-5', which is not a whole number from 0 to 100000000.")]
    [InlineData("alarmTopicArn=me@example.com", "detection:alarmTopicArn is 'me@example.com', which is not the ARN of an SNS topic.")]
    [InlineData("alarmErrors=0", "detection:alarmErrors is '0', which is not a whole number from 1 to 1000000.")]
    [InlineData("alarmThrottles=0", "detection:alarmThrottles is '0', which is not a whole number from 1 to 1000000.")]
    [InlineData("alarmDurationMs=x", "detection:alarmDurationMs is 'x', which is not a whole number from 1 to 900000.")]
    [InlineData("alarmInferenceMs=0", "detection:alarmInferenceMs is '0', which is not a whole number from 1 to 900000.")]
    [InlineData("dailyQuota=10", "detection:dailyQuota needs detection:apiKey=true: the quota belongs to the key's usage plan.")]
    public void Read_WrongKnob_IsASentence(string knob, string sentence) => Assert.Equal([sentence], _context.Faults(knob));

    [Fact]
    public void Read_WrongRetention_NamesTheRightOnes()
    {
        string fault = Assert.Single(_context.Faults("logRetentionDays=31"));

        Assert.StartsWith("detection:logRetentionDays is '31', which is not one of 0, 1, 3, 5, 7, 14, 30,", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralFaults_AllAreNamed()
    {
        string[] faults = _context.Faults("memoryMb=1", "iouThreshold=x", "runtme=dotnet10", "zip=no/such.zip");

        Assert.Collection(
            faults,
            fault => Assert.StartsWith("detection:memoryMb is '1'", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("detection:iouThreshold is 'x'", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("The package ", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("detection:runtme is not a knob; those that start with detection: are: stackName, ", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_KnobInWrongCase_IsUnknown() =>
        Assert.StartsWith("detection:memorymb is not a knob", Assert.Single(_context.Faults("memorymb=512")), StringComparison.Ordinal);

    [Fact]
    public void Read_ContextOfOthers_IsLeftAlone()
    {
        Dictionary<string, string> context = new() { ["@aws-cdk/core:something"] = "true", ["memoryMb"] = "1" };

        Assert.Equal(3008, DeploySettings.Read(context, _context[""]).MemoryMb);
    }

    [Fact]
    public void Read_EmptyValue_MeansTheDefault() => Assert.Equal(3008, _context.Read("memoryMb=").MemoryMb);

    [Fact]
    public void Read_NoZip_SaysHowToMakeIt()
    {
        string fault = Assert.Single(_context.Faults("zip=no/such.zip", "architecture=arm64", "runtime=dotnet10"));

        string zip = _context["no", "such.zip"];
        Assert.Equal($"The package {zip} is not there: make it with 'dotnet run --project deploy/Deploy -- package --arch arm64 --runtime dotnet10'.", fault);
    }

    [Fact]
    public void Read_ZipForAnotherRuntime_SaysSo()
    {
        string fault = Assert.Single(_context.Faults("runtime=dotnet10"));

        Assert.Contains("lambda.zip is for the runtime provided.al2023, not dotnet10: make it anew with", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoImageFolder_SaysHowToMakeIt()
    {
        string fault = Assert.Single(_context.Faults("package=image", "imageFolder=no/such"));

        Assert.Equal($"The image folder {_context["no", "such"]} is not there: make it with 'dotnet run --project deploy/Deploy -- package --image'.", fault);
    }

    [Theory]
    [InlineData("no/such")]
    [InlineData("empty")]
    [InlineData("artifacts/lambda/lambda.zip")]
    [InlineData("models/model.onnx")]
    public void Read_ModelLayerWithoutModel_IsASentence(string path)
    {
        string fault = Assert.Single(_context.Faults($"modelLayer={path}"));

        Assert.EndsWith("which is neither a folder with an .onnx file nor a zip with one below ml/model/.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models")]
    [InlineData("artifacts/lambda/model-layer.zip")]
    public void Read_ModelLayerWithModel_IsTaken(string path) => Assert.Equal(_context[path], _context.Read($"modelLayer={path}").ModelLayer);

    [Fact]
    public void Read_SnapStartAndProvisionedConcurrency_ExcludeEachOther()
    {
        string fault = Assert.Single(_context.Faults("snapStart=true", "provisionedConcurrency=2", "runtime=dotnet10", "zip=artifacts/lambda/managed.zip"));

        Assert.Equal("detection:snapStart and detection:provisionedConcurrency=2 exclude each other: choose one of them.", fault);
    }

    [Fact]
    public void Read_SnapStartAlone_TurnsProvisionedConcurrencyOff() =>
        Assert.Equal(0, _context.Read("snapStart=true", "runtime=dotnet10", "zip=artifacts/lambda/managed.zip").ProvisionedConcurrency);

    [Fact]
    public void Read_SnapStartElsewhere_IsRefused()
    {
        Assert.Equal(["detection:snapStart needs detection:runtime=dotnet10: provided.al2023 has no SnapStart."], _context.Faults("snapStart=true"));
        Assert.Equal(
            ["detection:snapStart needs detection:package=zip: container images have no SnapStart."],
            _context.Faults("snapStart=true", "runtime=dotnet10", "package=image"));
    }

    [Fact]
    public void Read_ModelLayerOfImage_IsRefused() =>
        Assert.StartsWith(
            "detection:modelLayer needs detection:package=zip",
            Assert.Single(_context.Faults("package=image", "modelLayer=models")),
            StringComparison.Ordinal);
}
