using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using Deploy.Settings;

namespace Deploy.Infrastructure;

/// <summary>The regional REST API in front of the alias.</summary>
internal sealed class DetectionApi
{
    private const string StageName = "prod";

    // API Gateway's own limit without a quota increase.
    private const double IntegrationSeconds = 29;

    /// <summary>Describes the API.</summary>
    internal DetectionApi(Construct scope, DeploySettings settings, Alias alias)
    {
        Api = new RestApi(scope, "Api", new RestApiProps
        {
            RestApiName = settings.StackName,
            Description = "Object detection: POST a picture to /analyze.",
            EndpointTypes = [EndpointType.REGIONAL],

            // Without this API Gateway converts pictures to text, which damages them.
            BinaryMediaTypes = ["*/*"],

            // Its log role is one for the whole account and region, not this stack's to set.
            CloudWatchRole = false,
            DeployOptions = new StageOptions
            {
                StageName = StageName,
                ThrottlingRateLimit = settings.ThrottleRate,
                ThrottlingBurstLimit = settings.ThrottleBurst,
                MetricsEnabled = true,
            },
        });

        // The CDK's own output of the URL, under a name with a hash; ours follow.
        Api.Node.TryRemoveChild("Endpoint");

        LambdaIntegration integration = new(alias, new LambdaIntegrationOptions { AllowTestInvoke = false, Timeout = Duration.Seconds(IntegrationSeconds) });
        AddRoutes(integration, new MethodOptions { ApiKeyRequired = settings.ApiKey });

        if (settings.ApiKey)
        {
            Key = Api.AddApiKey("Key");
            AddUsagePlan(settings, Key);
        }
    }

    /// <summary>The API.</summary>
    internal RestApi Api { get; }

    /// <summary>The key callers need; null where they need none.</summary>
    internal IApiKey? Key { get; }

    private void AddRoutes(LambdaIntegration integration, MethodOptions keyed)
    {
        Amazon.CDK.AWS.APIGateway.Resource analyze = Api.Root.AddResource("analyze");
        analyze.AddMethod("POST", integration, keyed);

        // The service answers preflights itself; a browser sends them without a key.
        analyze.AddMethod("OPTIONS", integration);

        // Whoever watches the service needs no key.
        Amazon.CDK.AWS.APIGateway.Resource health = Api.Root.AddResource("health");
        health.AddMethod("GET", integration);
        health.AddMethod("OPTIONS", integration);

        // Everything else the service has: the playground at the root, /model, the OpenAPI document.
        Api.Root.AddMethod("ANY", integration, keyed);
        Api.Root.AddResource("{proxy+}").AddMethod("ANY", integration, keyed);
    }

    private void AddUsagePlan(DeploySettings settings, IApiKey key)
    {
        UsagePlan plan = Api.AddUsagePlan("UsagePlan", new UsagePlanProps
        {
            Description = "Callers of the object detection service.",
            Throttle = new ThrottleSettings { RateLimit = settings.ThrottleRate, BurstLimit = settings.ThrottleBurst },
            Quota = settings.DailyQuota > 0 ? new QuotaSettings { Limit = settings.DailyQuota, Period = Period.DAY } : null,
            ApiStages = [new UsagePlanPerApiStage { Api = Api, Stage = Api.DeploymentStage }],
        });
        plan.AddApiKey(key);
    }
}
