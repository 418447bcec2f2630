using Api.Lambda;
using OpenTelemetry.Resources;

namespace Api.Telemetry;

/// <summary>The resource: attributes that go with all telemetry, by OpenTelemetry's conventions. The environment takes precedence.</summary>
internal static class ServiceResource
{
    private const string DefaultName = "object-detection";

    /// <summary>Adds the attributes.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="lambda">The function's environment; null outside Lambda.</param>
    /// <param name="instanceId">Id of this instance of the service, the same for spans, metrics and log records.</param>
    internal static void Describe(ResourceBuilder resource, LambdaEnvironment? lambda, Guid instanceId)
    {
        resource.Clear();
        resource.AddTelemetrySdk();
        resource.AddService(
            lambda?.FunctionName ?? DefaultName, serviceVersion: ServiceVersion.Current,
            autoGenerateServiceInstanceId: false, serviceInstanceId: instanceId.ToString());
        resource.AddAttributes([new KeyValuePair<string, object>("host.name", Environment.MachineName)]);
        if (lambda is not null)
        {
            resource.AddAttributes(Function(lambda));
        }

        resource.AddEnvironmentVariableDetector();
    }

    // https://opentelemetry.io/docs/specs/semconv/resource/faas/
    private static IEnumerable<KeyValuePair<string, object>> Function(LambdaEnvironment lambda)
    {
        yield return new("cloud.provider", "aws");
        yield return new("cloud.platform", "aws_lambda");
        yield return new("faas.name", lambda.FunctionName);
        if (lambda.MemorySizeMb is { } megabytes)
        {
            yield return new("faas.max_memory", megabytes * 1024L * 1024L);
        }

        foreach ((string attribute, string variable) in ((string, string)[])
            [("faas.version", "AWS_LAMBDA_FUNCTION_VERSION"), ("faas.instance", "AWS_LAMBDA_LOG_STREAM_NAME"), ("cloud.region", "AWS_REGION")])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                yield return new(attribute, value);
            }
        }
    }
}
