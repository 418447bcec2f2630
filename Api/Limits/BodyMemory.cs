using System.Threading.RateLimiting;
using Api.Problems;
using Api.Telemetry;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>
/// The memory that request bodies, and pictures answered with, may take together. Uploads hold no session, so that slow ones keep nobody waiting; what bounds them is this.
/// </summary>
internal sealed class BodyMemory : IDisposable
{
    private const int Unit = 1024;

    // What a request costs beside its body: its buffer's smallest size, its connection's buffers and its context.
    private const int Overhead = 64 * 1024;

    private readonly ConcurrencyLimiter _units;
    private readonly int _mostUnits;

    public BodyMemory(IOptions<LimitsOptions> options)
    {
        LimitsOptions limits = options.Value;
        LargestBody = limits.MaxBodyBytes;
        long bytes = limits.MaxBufferedBytes ?? Math.Max(LargestBody, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        _mostUnits = (int)Math.Min(int.MaxValue, (bytes + Overhead) / Unit);
        _units = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = _mostUnits, QueueLimit = 0 });
    }

    /// <summary>Most bytes of one body.</summary>
    internal int LargestBody { get; }

    /// <summary>Reserves memory for a request's body, by the length it announces.</summary>
    /// <returns>The reservation, to be disposed with the body.</returns>
    /// <exception cref="ApiException">429: too many bodies are in memory already.</exception>
    internal RateLimitLease Reserve(HttpRequest request)
    {
        long bytes = Overhead + Math.Min(request.ContentLength ?? LargestBody, LargestBody);
        return Acquire((int)(bytes / Unit), "The service is at its limit: too many pictures are being sent to it. Try again later.");
    }

    /// <summary>Reserves memory for a picture that is answered with. One that is larger than all memory there may be takes all of it.</summary>
    /// <param name="bytes">Its length.</param>
    /// <returns>The reservation, to be disposed with the picture.</returns>
    /// <exception cref="ApiException">429: too much is in memory already.</exception>
    internal RateLimitLease ReserveAnswer(int bytes) =>
        Acquire(Math.Min(_mostUnits, bytes / Unit), "The service is at its limit: too many pictures wait for their callers to take them. Try again later.");

    private RateLimitLease Acquire(int units, string refusal)
    {
        RateLimitLease lease = _units.AttemptAcquire(units);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw new ApiException(StatusCodes.Status429TooManyRequests, refusal)
        {
            RetryAfterSeconds = 1,
            Reason = RefusalReason.MemoryFull,
        };
    }

    public void Dispose() => _units.Dispose();
}
