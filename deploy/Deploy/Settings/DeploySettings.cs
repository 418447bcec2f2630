using System.Text.RegularExpressions;
using Deploy.Packaging;

namespace Deploy.Settings;

/// <summary>Every knob of the deployment, checked. README.md has the table.</summary>
internal sealed partial record DeploySettings
{
    /// <summary>Name of the CloudFormation stack; also of the REST API and, with the region, of the dashboard.</summary>
    public required string StackName { get; init; }

    /// <summary>Zip file or container image.</summary>
    public required PackageKind Package { get; init; }

    /// <summary>Full path of the zip file; it exists where <see cref="Package"/> is <see cref="PackageKind.Zip"/>.</summary>
    public required string ZipPath { get; init; }

    /// <summary>Full path of the folder with Dockerfile and app; it exists where <see cref="Package"/> is <see cref="PackageKind.Image"/>.</summary>
    public required string ImageFolder { get; init; }

    /// <summary>Full path of the model layer: a zip with <c>ml/model/</c>, or a folder of model files; null for none.</summary>
    public required string? ModelLayer { get; init; }

    /// <summary>What the package was made for.</summary>
    public required LambdaArchitecture Architecture { get; init; }

    /// <summary>What the package was made for.</summary>
    public required LambdaRuntime Runtime { get; init; }

    /// <summary>Memory in MB, 128 to 10,240; 1,769 buy one vCPU.</summary>
    public required int MemoryMb { get; init; }

    /// <summary>Time-out in seconds, 1 to 900. Through the REST API a call ends after 29 s at the latest.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>The variable MODEL_PATH; null leaves the model look-up to the service.</summary>
    public required string? ModelPath { get; init; }

    /// <summary>The variable CONFIDENCE_THRESHOLD, 0 to 1; null leaves the threshold to the model's own recommendation.</summary>
    public required double? ConfidenceThreshold { get; init; }

    /// <summary>The variable IOU_THRESHOLD, 0 to 1; null leaves the threshold to the model's own recommendation.</summary>
    public required double? IouThreshold { get; init; }

    /// <summary>Sandboxes kept initialised for the alias, 0 to 1,000; 0 for none.</summary>
    public required int ProvisionedConcurrency { get; init; }

    /// <summary>Whether published versions start from a snapshot.</summary>
    public required bool SnapStart { get; init; }

    /// <summary>Concurrent warm-ups every five minutes, 0 to 5; 0 for none.</summary>
    public required int WarmUps { get; init; }

    /// <summary>Requests a second the stage lets through on average.</summary>
    public required int ThrottleRate { get; init; }

    /// <summary>Requests the stage lets through at once.</summary>
    public required int ThrottleBurst { get; init; }

    /// <summary>Whether callers need an API key.</summary>
    public required bool ApiKey { get; init; }

    /// <summary>Requests a day of the API key's usage plan; 0 for no quota.</summary>
    public required int DailyQuota { get; init; }

    /// <summary>Days that logs are kept; 0 for ever.</summary>
    public required int LogRetentionDays { get; init; }

    /// <summary>SNS topic that alarms go to; null leaves them to the console.</summary>
    public required string? AlarmTopicArn { get; init; }

    /// <summary>Failed invocations, or errors the service counts, in five minutes that raise their alarms.</summary>
    public required int AlarmErrors { get; init; }

    /// <summary>Throttled invocations in five minutes that raise the alarm.</summary>
    public required int AlarmThrottles { get; init; }

    /// <summary>95th percentile of an invocation's duration in ms that raises the alarm.</summary>
    public required int AlarmDurationMs { get; init; }

    /// <summary>95th percentile of the inference time in ms that raises the alarm.</summary>
    public required int AlarmInferenceMs { get; init; }

    // The values CloudWatch Logs takes; 0 stands for "never expire".
    private static readonly int[] RetentionDays = [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    private static readonly Dictionary<string, PackageKind> Packages = new() { ["zip"] = PackageKind.Zip, ["image"] = PackageKind.Image };

    /// <summary>Reads and checks all knobs.</summary>
    /// <param name="context">The CDK's context.</param>
    /// <param name="repository">The folder relative paths start from.</param>
    /// <exception cref="DeployException">Some are wrong; the message names all of them.</exception>
    internal static DeploySettings Read(IReadOnlyDictionary<string, string> context, string repository)
    {
        KnobReader knobs = new(context);
        DeploySettings settings = Read(knobs, repository);
        return knobs.Faults.Count == 0 ? settings : throw new DeployException("The stack cannot be described, these knobs are not valid:", knobs.Faults);
    }

    /// <summary>Reads and checks all knobs; faults stay with the reader.</summary>
    internal static DeploySettings Read(KnobReader knobs, string repository)
    {
        // In the order of the README's table. SnapStart turns the default of provisioned concurrency off; choosing both is a fault.
        DeploySettings settings = new()
        {
            StackName = knobs.Text("stackName", "ObjectDetection", "letters, digits and hyphens, a letter first, 128 at most", StackNamePattern().IsMatch)!,
            Package = knobs.Choice("package", "zip", Packages),
            ZipPath = PathOf(knobs, repository, "zip", "artifacts/lambda/lambda.zip")!,
            ImageFolder = PathOf(knobs, repository, "imageFolder", "artifacts/lambda/image")!,
            ModelLayer = PathOf(knobs, repository, "modelLayer", null),
            Architecture = knobs.Choice("architecture", "x86_64", LambdaNames.Architectures),
            Runtime = knobs.Choice("runtime", "provided.al2023", LambdaNames.Runtimes),
            MemoryMb = knobs.Whole("memoryMb", 3008, 128, 10_240),
            TimeoutSeconds = knobs.Whole("timeoutSeconds", 300, 1, 900),
            ModelPath = knobs.Text("modelPath", null, "an absolute path on the sandbox, such as /opt/ml/model/model.onnx", path => path.StartsWith('/')),
            ConfidenceThreshold = knobs.Fraction("confidenceThreshold"),
            IouThreshold = knobs.Fraction("iouThreshold"),
            SnapStart = knobs.Switch("snapStart", false),
            ProvisionedConcurrency = knobs.Whole("provisionedConcurrency", 2, 0, 1000),
            WarmUps = knobs.Whole("warmups", 5, 0, 5),
            ThrottleRate = knobs.Whole("throttleRate", 50, 1, 10_000),
            ThrottleBurst = knobs.Whole("throttleBurst", 100, 1, 5_000),
            ApiKey = knobs.Switch("apiKey", false),
            DailyQuota = knobs.Whole("dailyQuota", 0, 0, 100_000_000),
            LogRetentionDays = knobs.OneOf("logRetentionDays", 30, RetentionDays),
            AlarmTopicArn = knobs.Text("alarmTopicArn", null, "the ARN of an SNS topic", TopicArnPattern().IsMatch),
            AlarmErrors = knobs.Whole("alarmErrors", 5, 1, 1_000_000),
            AlarmThrottles = knobs.Whole("alarmThrottles", 5, 1, 1_000_000),
            AlarmDurationMs = knobs.Whole("alarmDurationMs", 5000, 1, 900_000),
            AlarmInferenceMs = knobs.Whole("alarmInferenceMs", 2000, 1, 900_000),
        };

        if (settings.SnapStart && !knobs.IsSet("provisionedConcurrency"))
        {
            settings = settings with { ProvisionedConcurrency = 0 };
        }

        RequireFitting(knobs, settings);
        RequirePackage(knobs, settings);
        knobs.RefuseUnknown();
        return settings;
    }

    private static void RequireFitting(KnobReader knobs, DeploySettings settings)
    {
        const string p = KnobReader.Prefix;
        bool isImage = settings.Package == PackageKind.Image;
        knobs.Require(
            !settings.SnapStart || settings.ProvisionedConcurrency == 0,
            $"{p}snapStart and {p}provisionedConcurrency={settings.ProvisionedConcurrency} exclude each other: choose one of them.");
        knobs.Require(
            !settings.SnapStart || settings.Runtime == LambdaRuntime.Managed,
            $"{p}snapStart needs {p}runtime=dotnet10: {LambdaRuntime.Provided.Name()} has no SnapStart.");
        knobs.Require(!settings.SnapStart || !isImage, $"{p}snapStart needs {p}package=zip: container images have no SnapStart.");
        knobs.Require(
            !isImage || settings.ModelLayer is null,
            $"{p}modelLayer needs {p}package=zip: a container image has no layers, put the model into it with 'package --image --model FILE'.");
        knobs.Require(settings.ApiKey || settings.DailyQuota == 0, $"{p}dailyQuota needs {p}apiKey=true: the quota belongs to the key's usage plan.");
    }

    private static void RequirePackage(KnobReader knobs, DeploySettings settings)
    {
        if (settings.Package == PackageKind.Image)
        {
            knobs.Require(
                File.Exists(Path.Combine(settings.ImageFolder, ImageContext.DockerfileName)),
                $"The image folder {settings.ImageFolder} is not there: make it with '{MakingOf(settings, " --image")}'.");
        }
        else if (!File.Exists(settings.ZipPath))
        {
            knobs.Require(false, $"The package {settings.ZipPath} is not there: make it with '{MakingOf(settings, string.Empty)}'.");
        }
        else if (PackageInspection.FaultOf(settings.ZipPath, settings.Architecture, settings.Runtime) is { } fault)
        {
            knobs.Require(false, $"The package {settings.ZipPath} {fault}: make it anew with '{MakingOf(settings, string.Empty)}'.");
        }

        if (settings.ModelLayer is { } layer)
        {
            knobs.Require(
                File.Exists(layer) ? PackageInspection.HoldsLayerModel(layer) : Directory.Exists(layer) && Directory.GetFiles(layer, "*.onnx").Length > 0,
                $"{KnobReader.Prefix}modelLayer is '{layer}', which is neither a folder with an .onnx file nor a zip with one below ml/model/.");
        }
    }

    private static string MakingOf(DeploySettings settings, string more)
    {
        string architecture = settings.Architecture == LambdaArchitecture.X64 ? string.Empty : $" --arch {settings.Architecture.Name()}";
        string runtime = settings.Runtime == LambdaRuntime.Provided ? string.Empty : $" --runtime {settings.Runtime.Name()}";
        return $"dotnet run --project deploy/Deploy -- package{architecture}{runtime}{more}";
    }

    private static string? PathOf(KnobReader knobs, string repository, string name, string? standard) =>
        knobs.Text(name, standard, "a path, a relative one from the folder of Api.sln", path => path.IndexOf('\0') < 0) is { } path
            ? Path.GetFullPath(path, repository)
            : null;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,127}$")]
    private static partial Regex StackNamePattern();

    [GeneratedRegex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$")]
    private static partial Regex TopicArnPattern();
}
