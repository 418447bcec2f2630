using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.Ecr.Assets;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Deploy.Packaging;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>The function with its role, its log group, its published version and the alias everything else talks to.</summary>
internal sealed class DetectionFunction
{
    /// <summary>Name of the alias.</summary>
    internal const string AliasName = "live";

    // A warm-up that fails or comes late is of no use: the next one is at most five minutes away.
    private const double MaxEventAgeSeconds = 60;

    /// <summary>Describes the function.</summary>
    internal DetectionFunction(Construct scope, DeploySettings settings)
    {
        LogGroup logs = new(scope, "Logs", new LogGroupProps
        {
            Retention = RetentionOf(settings.LogRetentionDays),
            RemovalPolicy = RemovalPolicy.DESTROY,
        });

        // Not AWSLambdaBasicExecutionRole, which may write to every log group of the account: only streams of this one.
        Role role = new(scope, "Role", new RoleProps
        {
            AssumedBy = new ServicePrincipal("lambda.amazonaws.com"),
            Description = "Lets the object detection function write its own logs, and nothing else.",
        });
        logs.GrantWrite(role);

        bool isImage = settings.Package == PackageKind.Image;
        Function function = new(scope, "Function", new FunctionProps
        {
            Description = "Finds objects in pictures.",
            Runtime = isImage ? Runtime.FROM_IMAGE : RuntimeOf(settings.Runtime),
            Handler = isImage ? Handler.FROM_IMAGE : HandlerOf(settings.Runtime),
            Code = isImage ? ImageCode(settings) : Code.FromAsset(settings.ZipPath),
            Architecture = settings.Architecture == LambdaArchitecture.Arm64 ? Architecture.ARM_64 : Architecture.X86_64,
            MemorySize = settings.MemoryMb,
            Timeout = Duration.Seconds(settings.TimeoutSeconds),
            Environment = VariablesOf(settings),
            Layers = settings.ModelLayer is { } layer ? [ModelLayer.Add(scope, settings, layer)] : null,
            Role = role,
            LogGroup = logs,
        });

        if (settings.SnapStart)
        {
            // On the resource itself: this CDK does not know yet which of the newer runtimes and processors have SnapStart.
            ((CfnFunction)function.Node.DefaultChild!).SnapStart = new CfnFunction.SnapStartProperty { ApplyOn = "PublishedVersions" };
        }

        Name = function.FunctionName;
        Alias = new Alias(scope, "Live", new AliasProps
        {
            AliasName = AliasName,
            Version = function.CurrentVersion,
            ProvisionedConcurrentExecutions = settings.ProvisionedConcurrency > 0 ? settings.ProvisionedConcurrency : null,
            RetryAttempts = 0,
            MaxEventAge = Duration.Seconds(MaxEventAgeSeconds),
        });
    }

    /// <summary>
    /// The published version under its stable name. Everything calls this, never the function: only it has provisioned concurrency or SnapStart.
    /// </summary>
    internal Alias Alias { get; }

    /// <summary>Name of the function, known once it is deployed.</summary>
    internal string Name { get; }

    private static Runtime RuntimeOf(LambdaRuntime runtime) => runtime == LambdaRuntime.Managed
        ? new Runtime(LambdaRuntime.Managed.Name(), RuntimeFamily.DOTNET_CORE)
        : Runtime.PROVIDED_AL2023;

    // The managed runtime runs a handler without ':' as Api.dll. For provided.al2023 the name means nothing, but it must not be empty.
    private static string HandlerOf(LambdaRuntime runtime) => runtime == LambdaRuntime.Managed ? PackageContents.Executable : BootstrapScript.Name;

    private static AssetImageCode ImageCode(DeploySettings settings) => Code.FromAssetImage(settings.ImageFolder, new AssetImageCodeProps
    {
        File = ImageContext.DockerfileName,
        Target = ImageContext.TargetOf(settings.Runtime),
        Platform = settings.Architecture == LambdaArchitecture.Arm64 ? Platform_.LINUX_ARM64 : Platform_.LINUX_AMD64,
    });

    private static Dictionary<string, string> VariablesOf(DeploySettings settings)
    {
        Dictionary<string, string> variables = [];
        Add("MODEL_PATH", settings.ModelPath);
        Add("CONFIDENCE_THRESHOLD", settings.ConfidenceThreshold?.ToString(CultureInfo.InvariantCulture));
        Add("IOU_THRESHOLD", settings.IouThreshold?.ToString(CultureInfo.InvariantCulture));
        return variables;

        // What is not asked for stays unset: a variable wins over what the service and the model bring.
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                variables[name] = value;
            }
        }
    }

    // The CDK's enumeration has names for the numbers, but not the numbers.
    private static RetentionDays RetentionOf(int days) => days switch
    {
        0 => RetentionDays.INFINITE,
        1 => RetentionDays.ONE_DAY,
        3 => RetentionDays.THREE_DAYS,
        5 => RetentionDays.FIVE_DAYS,
        7 => RetentionDays.ONE_WEEK,
        14 => RetentionDays.TWO_WEEKS,
        30 => RetentionDays.ONE_MONTH,
        60 => RetentionDays.TWO_MONTHS,
        90 => RetentionDays.THREE_MONTHS,
        120 => RetentionDays.FOUR_MONTHS,
        150 => RetentionDays.FIVE_MONTHS,
        180 => RetentionDays.SIX_MONTHS,
        365 => RetentionDays.ONE_YEAR,
        400 => RetentionDays.THIRTEEN_MONTHS,
        545 => RetentionDays.EIGHTEEN_MONTHS,
        731 => RetentionDays.TWO_YEARS,
        1096 => RetentionDays.THREE_YEARS,
        1827 => RetentionDays.FIVE_YEARS,
        2192 => RetentionDays.SIX_YEARS,
        2557 => RetentionDays.SEVEN_YEARS,
        2922 => RetentionDays.EIGHT_YEARS,
        3288 => RetentionDays.NINE_YEARS,
        3653 => RetentionDays.TEN_YEARS,
        _ => throw new ArgumentOutOfRangeException(nameof(days), days, "Not a retention of CloudWatch Logs."),
    };
}
