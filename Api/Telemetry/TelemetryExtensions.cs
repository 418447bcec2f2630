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
    private const string PrometheusPath = "/metrics";

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

        bool isInLambda = services.IsInLambda();
        if (IsOn(configuration["Telemetry:EmbeddedMetrics"], isInLambda))
        {
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(static provider => new EmbeddedMetrics(provider.GetRequiredService<TimeProvider>(), Console.Out));
        }

        bool isPrometheus = !OtlpConfiguration.IsDisabled(configuration) && IsOn(configuration["Telemetry:Prometheus"], !isInLambda);
        bool sendsTraces = OtlpConfiguration.IsSent(configuration, "TRACES");
        bool sendsMetrics = OtlpConfiguration.IsSent(configuration, "METRICS");
        bool sendsLogs = OtlpConfiguration.IsSent(configuration, "LOGS");
        if (isPrometheus || sendsTraces || sendsMetrics || sendsLogs)
        {
            services.AddSingleton(provider => new TelemetryProviders(
                sendsTraces ? BuildTracer(provider) : null,
                isPrometheus || sendsMetrics ? BuildMeter(provider, isPrometheus, sendsMetrics) : null,
                provider.GetService<LoggerProvider>()));

            // Among the first to start: what others tell while they start is heard.
            services.AddHostedService(static provider => provider.GetRequiredService<TelemetryProviders>());
        }

        if (sendsLogs)
        {
            AddLogs(builder);
        }

        return builder;
    }

    /// <summary>Tells of each request around everything else that handles it; in Lambda, what is told is sent before the answer.</summary>
    internal static WebApplication UseTelemetry(this WebApplication app)
    {
        TelemetryProviders? providers = app.Services.GetService<TelemetryProviders>();
        if (app.Services.GetService<LambdaHooks>() is { } hooks && providers is not null)
        {
            hooks.BeforeResponse(_ => providers.FlushAsync(
                TimeSpan.FromMilliseconds(app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.FlushMs)));
        }

        return app.UseRequestTelemetry();
    }

    private static bool IsOn(string? setting, bool otherwise) => bool.TryParse(setting, out bool isOn) ? isOn : otherwise;

    private static TracerProvider BuildTracer(IServiceProvider services) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(own => own.AddSingleton(services.GetRequiredService<IConfiguration>()))
        .ConfigureResource(resource => ServiceResource.Describe(resource, services.GetService<LambdaEnvironment>()))
        .AddSource(Sources)
        .AddOtlpExporter(exporter => OtlpConfiguration.Apply(exporter, services.GetRequiredService<IConfiguration>(), "TRACES"))
        .Build();

    private static MeterProvider BuildMeter(IServiceProvider services, bool isPrometheus, bool sends)
    {
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(own => own.AddSingleton(services.GetRequiredService<IConfiguration>()))
            .ConfigureResource(resource => ServiceResource.Describe(resource, services.GetService<LambdaEnvironment>()))
            .AddMeter(Meters);
        if (isPrometheus)
        {
            builder.AddPrometheusExporter();
        }

        if (sends)
        {
            builder.AddOtlpExporter(exporter => OtlpConfiguration.Apply(exporter, services.GetRequiredService<IConfiguration>(), "METRICS"));
        }

        return builder.Build();
    }

    private static void AddLogs(WebApplicationBuilder builder)
    {
        LambdaEnvironment? lambda = builder.Services.FindLambda();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeScopes = true;
            logs.IncludeFormattedMessage = true;
            OpenTelemetry.Resources.ResourceBuilder resource = OpenTelemetry.Resources.ResourceBuilder.CreateEmpty();
            ServiceResource.Describe(resource, lambda);
            logs.SetResourceBuilder(resource);
            logs.AddOtlpExporter(exporter => OtlpConfiguration.Apply(exporter, builder.Configuration, "LOGS"));
        });
    }

    /// <summary>Maps GET /metrics, where it is asked for.</summary>
    internal static IEndpointRouteBuilder MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetService<TelemetryProviders>() is { Meter: { } meter } && IsPrometheus(app))
        {
            app.MapPrometheusScrapingEndpoint(PrometheusPath, meter, configureBranchedPipeline: null, optionsName: null)
                .DisableRateLimiting()
                .WithMetadata(new RequestTelemetry.Untraced());
        }

        return app;
    }

    private static bool IsPrometheus(WebApplication app) =>
        IsOn(app.Configuration["Telemetry:Prometheus"], app.Services.GetService<LambdaEnvironment>() is null);
}
