using System.Buffers;
using System.Runtime.InteropServices;

namespace Api.Requests;

/// <summary>
/// Memory outside the managed heap, given back to the operating system as soon as it is disposed. For large bodies: a pool of arrays would keep the
/// largest of them for as long as the garbage collector sees no need, and a service that once took large pictures would hold their memory for good.
/// </summary>
internal sealed unsafe class NativeBuffer : MemoryManager<byte>
{
    // Below it an array from the pool is cheaper, and what the pool keeps does not matter.
    private const int LargestPooled = 256 * 1024;

    private int _length;
    private byte* _start;

    private NativeBuffer(int length)
    {
        _length = length;
        _start = (byte*)NativeMemory.Alloc((nuint)length);
        GC.AddMemoryPressure(length);
    }

    /// <summary>Rents memory of at least a length, from the pool of arrays or from the operating system.</summary>
    internal static IMemoryOwner<byte> Rent(int length) =>
        length <= LargestPooled ? MemoryPool<byte>.Shared.Rent(length) : new NativeBuffer(length);

    /// <summary>Makes a buffer longer and keeps what is in it. Memory sliced from it before may not be used any more.</summary>
    /// <param name="buffer">The buffer; this method takes it over.</param>
    /// <param name="length">The least length to have.</param>
    internal static IMemoryOwner<byte> Grow(IMemoryOwner<byte> buffer, int length)
    {
        if (buffer is NativeBuffer native)
        {
            native.Grow(length);
            return native;
        }

        IMemoryOwner<byte> longer = Rent(length);
        buffer.Memory.CopyTo(longer.Memory);
        buffer.Dispose();
        return longer;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        return new MemoryHandle(_start + elementIndex, default, this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_start is not null)
        {
            NativeMemory.Free(_start);
            _start = null;
            GC.RemoveMemoryPressure(_length);
        }
    }

    // A large block moves by its pages: the old and the new one are not in memory side by side.
    private void Grow(int length)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        _start = (byte*)NativeMemory.Realloc(_start, (nuint)length);
        GC.AddMemoryPressure(length - _length);
        _length = length;
    }
}
