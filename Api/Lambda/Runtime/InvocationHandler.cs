using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Api.Lambda.Events;
using Api.Lambda.Features;
using Microsoft.Extensions.Options;

namespace Api.Lambda.Runtime;

/// <summary>Handles one invocation, from its event until the Runtime API accepts the answer.</summary>
internal sealed partial class InvocationHandler(
    RuntimeApiClient client, HttpInvoker http, InitPhase init, LambdaHooks hooks, LambdaEnvironment environment,
    IOptions<LambdaOptions> options, TimeProvider clock, ILogger<InvocationHandler> logger)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    private static readonly Func<ILogger, string, string?, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, string?>("AwsRequestId:{AwsRequestId} XRayTraceId:{XRayTraceId}");

    /// <summary>Answers an invocation or fails it; an error that concerns this invocation alone goes to its caller.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API failed, or the model turned out unusable: the process must end.</exception>
    internal async Task HandleAsync(Invocation invocation)
    {
        using Invocation owned = invocation;
        using IDisposable? scope = Scope(logger, invocation.RequestId, invocation.TraceHeader);

        // There is one variable for the process: with several invocations at a time it would be wrong for all but one.
        if (environment.MaxConcurrency == 1)
        {
            Environment.SetEnvironmentVariable(TraceVariable, invocation.TraceHeader);
        }

        using InvocationLifetime lifetime = new(invocation.Deadline, TimeSpan.FromMilliseconds(options.Value.DeadlineMarginMs), clock);
        (PooledBuffer? answer, RuntimeError? error) = await AnswerAsync(invocation, lifetime);
        using (answer)
        {
            await RunHooksAsync(lifetime);
            await PostAsync(invocation.RequestId, answer, error);
        }

        if (init.Ready.IsFaulted)
        {
            throw new RuntimeApiException("The model that was still loading in the init phase cannot be used.", init.Ready.Exception?.InnerException);
        }
    }

    /// <summary>The answer or the error, worked out under the invocation's activity, which has ended before the hooks flush it.</summary>
    private async Task<(PooledBuffer? Answer, RuntimeError? Error)> AnswerAsync(Invocation invocation, InvocationLifetime lifetime)
    {
        using Activity activity = InvocationTrace.Start(invocation);
        try
        {
            return (await AnswerEventAsync(invocation, lifetime), null);
        }
        catch (EventException exception)
        {
            Log.EventRefused(logger, exception.Message);
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            return (null, new RuntimeError(exception.Message, exception.ErrorType, []));
        }
        catch (OperationCanceledException exception) when (lifetime.IsOver)
        {
            Log.InvocationFailed(logger, exception);
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            return (null, new RuntimeError("The invocation did not finish before its deadline.", RuntimeError.DeadlineType, []));
        }
        catch (Exception exception)
        {
            Log.InvocationFailed(logger, exception);
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            return (null, RuntimeError.From(RuntimeError.UnhandledType, exception));
        }
    }

    private async Task<PooledBuffer> AnswerEventAsync(Invocation invocation, InvocationLifetime lifetime)
    {
        using EventMembers members = EventMembers.Read(invocation.Event.Memory);
        if (EventIdentifier.FindHttp(members) is { } request)
        {
            return await http.InvokeAsync(request, invocation, lifetime, init.Ready);
        }

        return WarmUpEvent.Is(members)
            ? await WarmUpAsync(WarmUpEvent.Read(members), invocation, lifetime)
            : throw EventIdentifier.Unknown(members);
    }

    private async Task<PooledBuffer> WarmUpAsync(WarmUpEvent warmUp, Invocation invocation, InvocationLifetime lifetime)
    {
        await init.Ready.WaitAsync(lifetime.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(warmUp.HoldMilliseconds), clock, lifetime.Token);
        PooledBuffer answer = new();
        using Utf8JsonWriter json = new(answer);
        JsonSerializer.Serialize(
            json, new WarmUpAnswer(Warmup: true, invocation.IsColdStart, warmUp.HoldMilliseconds), LambdaJson.Default.WarmUpAnswer);
        return answer;
    }

    private async Task RunHooksAsync(InvocationLifetime lifetime)
    {
        if (!hooks.HasBeforeResponse)
        {
            return;
        }

        // Past the deadline there is still the grace; what does not end in it waits for the next invocation.
        using CancellationTokenSource? grace = lifetime.IsOver ? new CancellationTokenSource(lifetime.Grace / 2, clock) : null;
        try
        {
            await hooks.RunBeforeResponseAsync(grace?.Token ?? lifetime.Token);
        }
        catch (Exception exception)
        {
            Log.HookFailed(logger, exception);
        }
    }

    private async Task PostAsync(string requestId, PooledBuffer? answer, RuntimeError? error)
    {
        HttpStatusCode status = answer is not null
            ? await client.RespondAsync(requestId, answer.Memory)
            : await client.FailAsync(requestId, error!);
        if (status == HttpStatusCode.RequestEntityTooLarge && answer is not null)
        {
            Log.AnswerTooLarge(logger, answer.Length);
            status = await client.FailAsync(requestId, new RuntimeError(
                $"The answer of {answer.Length} bytes is larger than Lambda accepts.", RuntimeError.ResponseTooLargeType, []));
        }

        // An answer that comes too late is refused too; the sandbox is still usable then.
        if ((int)status >= 400)
        {
            Log.AnswerRefused(logger, (int)status);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, Level = LogLevel.Error, Message = "The event was refused: {Reason}")]
        internal static partial void EventRefused(ILogger logger, string reason);

        [LoggerMessage(EventId = 431, Level = LogLevel.Error, Message = "The invocation failed")]
        internal static partial void InvocationFailed(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 432, Level = LogLevel.Error, Message = "The Runtime API refused the answer: {Status}")]
        internal static partial void AnswerRefused(ILogger logger, int status);

        [LoggerMessage(EventId = 433, Level = LogLevel.Error, Message = "The Runtime API refused the answer because of its {Length} bytes; the invocation fails instead")]
        internal static partial void AnswerTooLarge(ILogger logger, int length);

        [LoggerMessage(EventId = 434, Level = LogLevel.Error, Message = "A hook that runs before the answer failed")]
        internal static partial void HookFailed(ILogger logger, Exception exception);
    }
}
