using System.Buffers;
using Api.Limits;
using Api.Problems;

namespace Api.Analyze;

/// <summary>Bytes of a request in rented memory that grows as they come, up to a limit.</summary>
/// <param name="limit">Most bytes.</param>
/// <param name="expectedLength">How many are expected.</param>
/// <param name="reservation">What was reserved for them, given back with the memory; null for nothing.</param>
internal sealed class PooledBody(int limit, int expectedLength = 0, IDisposable? reservation = null) : IDisposable
{
    private const int SmallestBuffer = 16 * 1024;

    private IMemoryOwner<byte> _buffer = NativeBuffer.Rent(Math.Min(Math.Max(expectedLength, SmallestBuffer), limit));
    private bool _isDisposed;

    /// <summary>How many bytes there are.</summary>
    internal int Length { get; private set; }

    /// <summary>The bytes.</summary>
    internal Memory<byte> Memory => _buffer.Memory[..Length];

    /// <summary>The bytes, to read.</summary>
    internal ReadOnlySpan<byte> Span => _buffer.Memory.Span[..Length];

    /// <summary>Memory for a request's body, of the length the request announces.</summary>
    /// <exception cref="ApiException">413: it announces more than the limit; 429: too much is in memory already. Nothing of it is read.</exception>
    internal static PooledBody For(HttpRequest request, BodyMemory memory)
    {
        long length = request.ContentLength ?? 0;
        RequireLength(length, memory.LargestBody);
        return new PooledBody(memory.LargestBody, (int)length, memory.Reserve(request));
    }

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="ApiException">413: it is longer than the limit; 429: too much is in memory already.</exception>
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

    /// <summary>Reads a stream to its end behind what is there.</summary>
    /// <exception cref="ApiException">413: more than the limit.</exception>
    internal async ValueTask AppendAsync(Stream stream)
    {
        while (true)
        {
            if (Length == _buffer.Memory.Length)
            {
                Grow(Length + 1);
            }

            int read = await stream.ReadAsync(_buffer.Memory[Length..]);
            if (read == 0)
            {
                return;
            }

            RequireLength((long)Length + read, limit);
            Length += read;
        }
    }

    /// <summary>Drops what is there.</summary>
    internal void Clear() => Length = 0;

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _buffer.Dispose();
            Length = 0;
            reservation?.Dispose();
        }
    }

    private static void RequireLength(long length, int limit)
    {
        if (length > limit)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The request is larger than the {limit} bytes the service takes.");
        }
    }

    private void Grow(int needed)
    {
        IMemoryOwner<byte> larger = NativeBuffer.Rent((int)Math.Max(needed, Math.Min(2L * _buffer.Memory.Length, limit + 1L)));
        Span.CopyTo(larger.Memory.Span);
        _buffer.Dispose();
        _buffer = larger;
    }
}
