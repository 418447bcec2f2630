using System.Threading.RateLimiting;
using Api.Problems;
using Microsoft.Extensions.Options;

namespace Api.Limits;

/// <summary>
/// The memory that request bodies may take together. Uploads hold no session, so that slow ones keep nobody waiting; what bounds them is this.
/// </summary>
internal sealed class BodyMemory : IDisposable
{
    private const int Unit = 1024;

    // What a request costs beside its body: its buffer's smallest size, its connection's buffers and its context.
    private const int Overhead = 64 * 1024;

    private readonly ConcurrencyLimiter _units;

    public BodyMemory(IOptions<LimitsOptions> options)
    {
        LimitsOptions limits = options.Value;
        LargestBody = limits.MaxBodyBytes;
        long bytes = limits.MaxBufferedBytes ?? Math.Max(LargestBody, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        _units = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = (int)Math.Min(int.MaxValue, (bytes + Overhead) / Unit),
            QueueLimit = 0,
        });
    }

    /// <summary>Most bytes of one body.</summary>
    internal int LargestBody { get; }

    /// <summary>Reserves memory for a request's body, by the length it announces.</summary>
    /// <returns>The reservation, to be disposed with the body.</returns>
    /// <exception cref="ApiException">429: too many bodies are in memory already.</exception>
    internal RateLimitLease Reserve(HttpRequest request)
    {
        long bytes = Overhead + Math.Min(request.ContentLength ?? LargestBody, LargestBody);
        RateLimitLease lease = _units.AttemptAcquire((int)(bytes / Unit));
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw new ApiException(StatusCodes.Status429TooManyRequests, "The service is at its limit: too many pictures are being sent to it. Try again later.")
        {
            RetryAfterSeconds = 1,
        };
    }

    public void Dispose() => _units.Dispose();
}
