using Microsoft.AspNetCore.Http.Features;

namespace Api.Lambda.Features;

/// <summary>How long an invocation may take. The request is cancelled a margin before the deadline, so that there is time left to answer.</summary>
internal sealed class InvocationLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _aborted;
    private bool _isBrokenOff;

    /// <summary>Starts the clock.</summary>
    /// <param name="deadline">When Lambda ends the invocation. Null, or a time that has passed, which some emulators send, stands for never.</param>
    /// <param name="margin">How long before it the request is cancelled; half of what is left at most.</param>
    /// <param name="clock">Clock and timers.</param>
    internal InvocationLifetime(DateTimeOffset? deadline, TimeSpan margin, TimeProvider clock)
    {
        TimeSpan left = deadline is { } end ? end - clock.GetUtcNow() : TimeSpan.Zero;
        if (left > TimeSpan.Zero && left < LongestTimer)
        {
            margin = margin < left / 2 ? margin : left / 2;
            _aborted = new CancellationTokenSource(left - margin, clock);
        }
        else
        {
            _aborted = new CancellationTokenSource();
        }

        Grace = margin / 2;
        RequestAborted = Token;
    }

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Fires with the request's cancellation, whatever the application has set in its place.</summary>
    internal CancellationToken Token => _aborted.Token;

    /// <summary>Whether the deadline has come near.</summary>
    internal bool IsOver => _aborted.IsCancellationRequested && !_isBrokenOff;

    /// <summary>How long a cancelled request may still take to end before it is answered for.</summary>
    internal TimeSpan Grace { get; }

    public void Abort()
    {
        if (!_aborted.IsCancellationRequested)
        {
            _isBrokenOff = true;
            _aborted.Cancel();
        }
    }

    public void Dispose() => _aborted.Dispose();
}
