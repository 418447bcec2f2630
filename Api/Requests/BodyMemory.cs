using Api.Limits;
using Api.Problems;
using Api.Telemetry;
using Detection.Imaging;
using Microsoft.Extensions.Options;

namespace Api.Requests;

/// <summary>
/// The memory that request bodies and the pictures of answers may take together. An upload holds no slot, so that a slow one keeps nobody waiting; this
/// is what bounds uploads.
/// </summary>
internal sealed class BodyMemory
{
    // What a request costs beside its body: its buffer's smallest size, its connection's buffers and its context.
    private const int Overhead = 64 * 1024;

    // A photograph is about five times as long in PNG, and about as long in JPEG and WebP, as the caller sent it.
    private const int PngGrowth = 5;

    private readonly long _limit;
    private long _reserved;

    public BodyMemory(IOptions<LimitsOptions> options)
    {
        LimitsOptions limits = options.Value;
        LargestBody = limits.MaxBodyBytes;
        _limit = Overhead + (limits.MaxBufferedBytes ?? Math.Max(LargestBody, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));
    }

    /// <summary>Most bytes of one body.</summary>
    internal int LargestBody { get; }

    /// <summary>How many bytes are reserved.</summary>
    internal long Reserved => Volatile.Read(ref _reserved);

    /// <summary>Reserves memory for a request's body, by the length that the request announces.</summary>
    /// <returns>The reservation, to be disposed with the body.</returns>
    /// <exception cref="ApiException">429: the memory for bodies is full.</exception>
    internal Reservation Reserve(HttpRequest request) => Reserve(BytesOf(request));

    /// <summary>
    /// Reserves memory for the picture that a request will be answered with, before any work on it: as much as such a picture usually takes, at most what
    /// the limit leaves beside the request's own body. <see cref="Reservation.Resize"/> corrects it once the length is known.
    /// </summary>
    /// <returns>The reservation, to be disposed with the picture.</returns>
    /// <exception cref="ApiException">429: the memory for bodies is full.</exception>
    internal Reservation ReserveAnswer(HttpRequest request, PictureFormat format)
    {
        long body = BytesOf(request);
        return Reserve(Math.Min(body * (format == PictureFormat.Png ? PngGrowth : 1), _limit - body));
    }

    private long BytesOf(HttpRequest request) => Overhead + Math.Min(request.ContentLength ?? LargestBody, LargestBody);

    private Reservation Reserve(long bytes)
    {
        if (Interlocked.Add(ref _reserved, bytes) <= _limit)
        {
            return new Reservation(this, bytes);
        }

        Interlocked.Add(ref _reserved, -bytes);
        throw new ApiException(StatusCodes.Status429TooManyRequests, "The memory for pictures on their way is full. Try again later.")
        {
            RetryAfterSeconds = 1,
            Reason = RefusalReason.MemoryFull,
        };
    }

    /// <summary>Bytes that are reserved until this is disposed.</summary>
    internal sealed class Reservation(BodyMemory memory, long bytes) : Shareable
    {
        private long _bytes = bytes;

        /// <summary>Corrects the reservation to what is in memory. Never refused: the memory is in use already, and counts against the requests that follow.</summary>
        internal void Resize(long bytes) => Interlocked.Add(ref memory._reserved, bytes - Interlocked.Exchange(ref _bytes, bytes));

        protected override void Release() => Resize(0);
    }
}
