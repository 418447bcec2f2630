using System.Buffers;
using Detection.Memory;

namespace Api.Requests;

/// <summary>
/// Memory for bodies. Small ones come from the pool of arrays, large ones from the operating system, which has them back as soon as they are disposed. A pool
/// keeps its largest arrays until the garbage collector sees a need: a service that once took large pictures would hold their memory for good.
/// </summary>
internal static class BodyBuffer
{
    // Below it an array from the pool is cheaper, and what the pool keeps does not matter.
    private const int LargestPooled = 256 * 1024;

    /// <summary>Rents memory of at least a length.</summary>
    internal static IMemoryOwner<byte> Rent(int length) =>
        length <= LargestPooled ? MemoryPool<byte>.Shared.Rent(length) : NativeBuffer.Allocate(length);

    /// <summary>Makes a buffer longer and keeps what is in it. Memory sliced from it before may not be used any more.</summary>
    /// <param name="buffer">The buffer; this method takes it over.</param>
    /// <param name="length">The least length to have.</param>
    internal static IMemoryOwner<byte> Grow(IMemoryOwner<byte> buffer, int length)
    {
        if (buffer is NativeBuffer native)
        {
            native.Resize(length);
            return native;
        }

        IMemoryOwner<byte> longer = Rent(length);
        buffer.Memory.CopyTo(longer.Memory);
        buffer.Dispose();
        return longer;
    }
}
