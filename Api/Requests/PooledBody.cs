using System.Buffers;
using Api.Limits;
using Api.Problems;

namespace Api.Requests;

/// <summary>The bytes of a request in rented memory that grows as they arrive, up to a limit.</summary>
/// <param name="limit">Most bytes.</param>
/// <param name="expectedLength">How many bytes are announced; 0 where nothing is.</param>
/// <param name="reservation">The reservation for the bytes, given back with the memory; null for none.</param>
internal sealed class PooledBody(int limit, int expectedLength = 0, IDisposable? reservation = null) : Shareable
{
    private const int SmallestBuffer = 16 * 1024;

    // A byte more than is announced: the read that finds the end of the body needs room too, or the buffer would double for it.
    private IMemoryOwner<byte> _buffer = BodyBuffer.Rent((int)Math.Max(Math.Min(expectedLength, limit) + 1L, Math.Min(SmallestBuffer, limit + 1L)));

    /// <summary>How many bytes there are.</summary>
    internal int Length { get; private set; }

    /// <summary>How many bytes of memory are rented for them.</summary>
    internal int Capacity => _buffer.Memory.Length;

    /// <summary>The bytes, valid until the next append.</summary>
    internal Memory<byte> Memory => _buffer.Memory[..Length];

    /// <summary>The bytes, to read.</summary>
    internal ReadOnlySpan<byte> Span => _buffer.Memory.Span[..Length];

    /// <summary>Memory for a request's body, of the length that the request announces.</summary>
    /// <exception cref="ApiException">413: the length is above the limit; 429: the memory for bodies is full. Nothing of the body is read.</exception>
    internal static PooledBody For(HttpRequest request, BodyMemory memory)
    {
        long length = request.ContentLength ?? 0;
        ThrowIfTooLong(length, memory.LargestBody);
        return new PooledBody(memory.LargestBody, (int)length, memory.Reserve(request));
    }

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="ApiException">413: it is longer than the limit; 429: the memory for bodies is full.</exception>
    internal static async ValueTask<PooledBody> ReadAsync(HttpRequest request, BodyMemory memory)
    {
        PooledBody body = For(request, memory);
        try
        {
            await body.AppendAsync(new BodyStream(request));
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Appends a stream, to its end.</summary>
    /// <exception cref="ApiException">413: more than the limit.</exception>
    internal async ValueTask AppendAsync(Stream stream)
    {
        while (true)
        {
            if (Length == _buffer.Memory.Length)
            {
                _buffer = BodyBuffer.Grow(_buffer, (int)Math.Min(2L * Length, limit + 1L));
            }

            int read = await stream.ReadAsync(_buffer.Memory[Length..]);
            if (read == 0)
            {
                return;
            }

            ThrowIfTooLong((long)Length + read, limit);
            Length += read;
        }
    }

    /// <summary>Drops the bytes there are.</summary>
    internal void Clear() => Length = 0;

    protected override void Release()
    {
        _buffer.Dispose();
        Length = 0;
        reservation?.Dispose();
    }

    private static void ThrowIfTooLong(long length, int limit)
    {
        if (length > limit)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The request is larger than the {limit} bytes the service takes.");
        }
    }
}
