using Api.Lambda.Runtime;
using Api.Model;
using Api.Settings;
using Detection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Api.Lambda;

/// <summary>Registration of the Lambda server.</summary>
internal static class LambdaHostingExtensions
{
    /// <summary>Lets the service run as a Lambda function. Does nothing outside Lambda, where AWS_LAMBDA_FUNCTION_NAME is not set.</summary>
    internal static IServiceCollection AddAWSLambdaHosting(this IServiceCollection services) =>
        LambdaEnvironment.Read(Environment.GetEnvironmentVariable) is { } environment ? services.AddAWSLambdaHosting(environment) : services;

    /// <summary>Lets the service run as the Lambda function that an environment describes: its requests come from the Runtime API, not over sockets.</summary>
    internal static IServiceCollection AddAWSLambdaHosting(this IServiceCollection services, LambdaEnvironment environment)
    {
        LambdaResources.LimitHeap(environment);
        services.AddSingleton(environment);
        services.AddSettings<LambdaOptions, LambdaOptionsValidator>("Lambda");
        services.AddSingleton<IValidateOptions<LambdaOptions>, LambdaEnvironmentValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LambdaHooks>();
        services.AddSingleton<RuntimeApiClient>();
        services.AddSingleton<HttpInvoker>();
        services.AddSingleton<InitPhase>();
        services.AddSingleton<InvocationHandler>();
        services.AddSingleton<RuntimeLoop>();
        services.Replace(ServiceDescriptor.Singleton<IServer, LambdaServer>());
        services.AddOptions<ModelOptions>().PostConfigure(static model => model.WatchSeconds ??= 0);
        services.AddProcessors(environment);
        return services.AddLogFormat(environment);
    }

    /// <summary>Whether the services are those of a Lambda function.</summary>
    internal static bool IsInLambda(this IServiceCollection services) => services.Any(static service => service.ServiceType == typeof(LambdaEnvironment));

    /// <summary>
    /// Sets sessions and threads by the processors granted, where the settings leave them open. A sandbox that gets one invocation at a time needs
    /// one session with all processors; further sessions would only cost start-up time. With several at a time, each gets a processor of its own.
    /// </summary>
    private static void AddProcessors(this IServiceCollection services, LambdaEnvironment environment)
    {
        if (environment.MemorySizeMb is not { } memoryMb)
        {
            return;
        }

        int processors = LambdaResources.Processors(memoryMb);
        services.AddOptions<DetectorOptions>().PostConfigure<IConfiguration>((options, configuration) =>
        {
            bool isThreadsOpen = string.IsNullOrWhiteSpace(configuration["Detection:ThreadsPerSession"]);
            if (isThreadsOpen && environment.MaxConcurrency == 1)
            {
                options.ThreadsPerSession = Math.Max(1, processors / (options.Sessions ?? 1));
            }

            options.Sessions ??= environment.MaxConcurrency == 1 ? 1 : Math.Max(1, processors / options.ThreadsPerSession);
        });
    }

    /// <summary>One log line an event, as CloudWatch takes each line for one, with the scope that carries the request's ids. The settings are stronger.</summary>
    private static IServiceCollection AddLogFormat(this IServiceCollection services, LambdaEnvironment environment)
    {
        services.PostConfigure<ConsoleLoggerOptions>(console =>
            console.FormatterName ??= environment.LogsJson ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple);

        // In front of what binds the settings, which then has the last word.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<JsonConsoleFormatterOptions>>(
            new ConfigureOptions<JsonConsoleFormatterOptions>(static json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            })));
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<SimpleConsoleFormatterOptions>>(
            new ConfigureOptions<SimpleConsoleFormatterOptions>(static simple =>
            {
                simple.IncludeScopes = true;
                simple.SingleLine = true;
                simple.ColorBehavior = LoggerColorBehavior.Disabled;
            })));
        return services;
    }
}
