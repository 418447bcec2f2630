using System.Buffers;
using System.Runtime.InteropServices;

namespace Api.Analyze;

/// <summary>
/// Memory outside the managed heap, given back to the operating system as soon as it is disposed. For large bodies: a pool of arrays would keep the
/// largest of them for as long as the garbage collector sees no need, and a service that once took large pictures would hold their memory for good.
/// </summary>
internal sealed unsafe class NativeBuffer : MemoryManager<byte>
{
    // Below it an array from the pool is cheaper, and what the pool keeps does not matter.
    private const int LargestPooled = 256 * 1024;

    private readonly int _length;
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
}
