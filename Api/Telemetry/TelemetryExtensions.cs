using Api.Lambda;
using Api.Lambda.Runtime;
using Api.OpenApi;
using Api.Settings;
using Detection.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Api.Telemetry;

/// <summary>Registration of telemetry.</summary>
internal static class TelemetryExtensions
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", DetectionTelemetry.Name, InvocationTrace.SourceName];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
        DetectionTelemetry.Name, ServiceMetrics.MeterName,
    ];

    /// <summary>Adds what the settings and OpenTelemetry's variables ask for; where they ask for nothing, nothing.</summary>
    internal static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        ConfigurationManager configuration = builder.Configuration;
        services.AddSettings<TelemetryOptions, TelemetryOptionsValidator>("Telemetry");
        configuration.AddOtlpNames();
        if (OpenApiExtensions.IsGeneratingDocument)
        {
            return builder;
        }

        LambdaEnvironment? lambda = services.FindLambda();
        if (IsOn(configuration["Telemetry:EmbeddedMetrics"], lambda is not null))
        {
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(static provider => new EmbeddedMetrics(
                provider.GetRequiredService<TimeProvider>(), Console.Out, provider.GetRequiredService<IOptions<TelemetryOptions>>().Value.ExactImageSize));
        }

        bool servesPrometheus = ServesPrometheus(configuration, lambda);
        bool sendsTraces = OtlpConfiguration.IsSent(configuration, "TRACES");
        bool sendsMetrics = OtlpConfiguration.IsSent(configuration, "METRICS");
        bool sendsLogs = OtlpConfiguration.IsSent(configuration, "LOGS");
        if (!servesPrometheus && !sendsTraces && !sendsMetrics && !sendsLogs)
        {
            return builder;
        }

        // The package's own hosted service is the first to start: the providers listen before anything else works.
        Guid instanceId = Guid.NewGuid();
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry().ConfigureResource(resource => ServiceResource.Describe(resource, lambda, instanceId));
        services.AddSingleton<TelemetrySender>();
        services.AddHostedService(static provider => provider.GetRequiredService<TelemetrySender>());
        if (sendsTraces)
        {
            telemetry.WithTracing(traces => traces.AddSource(Sources)
                .AddOtlpExporter(exporter => OtlpConfiguration.Apply(exporter, configuration, "TRACES")));
        }

        if (servesPrometheus || sendsMetrics)
        {
            telemetry.WithMetrics(metrics =>
            {
                metrics.AddMeter(Meters);
                if (servesPrometheus)
                {
                    metrics.AddPrometheusExporter();
                }

                if (sendsMetrics)
                {
                    metrics.AddOtlpExporter(exporter => OtlpConfiguration.Apply(exporter, configuration, "METRICS"));
                }
            });
        }

        if (sendsLogs)
        {
            telemetry.WithLogging(
                logs => logs.AddOtlpExporter(exporter => OtlpConfiguration.Apply(exporter, configuration, "LOGS")),
                static options => options.IncludeScopes = options.IncludeFormattedMessage = true);
        }

        return builder;
    }

    /// <summary>Puts the telemetry of requests around everything else that handles them; in Lambda, sends it before the answer.</summary>
    internal static WebApplication UseTelemetry(this WebApplication app)
    {
        if (app.Services.GetService<LambdaHooks>() is { } hooks && app.Services.GetService<TelemetrySender>() is { } sender)
        {
            hooks.BeforeResponse(_ => sender.FlushAsync(
                TimeSpan.FromMilliseconds(app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.FlushMs)));
        }

        return app.UseRequestTelemetry();
    }

    /// <summary>Maps GET /metrics, where it is asked for.</summary>
    internal static IEndpointRouteBuilder MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetService<MeterProvider>() is not null && ServesPrometheus(app.Configuration, app.Services.GetService<LambdaEnvironment>()))
        {
            app.MapPrometheusScrapingEndpoint("/metrics").DisableRateLimiting().WithMetadata(new RequestTelemetry.Untraced());
        }

        return app;
    }

    private static bool ServesPrometheus(IConfiguration configuration, LambdaEnvironment? lambda) =>
        !OtlpConfiguration.IsDisabled(configuration) && IsOn(configuration["Telemetry:Prometheus"], lambda is null);

    private static bool IsOn(string? setting, bool otherwise) => bool.TryParse(setting, out bool isOn) ? isOn : otherwise;
}
