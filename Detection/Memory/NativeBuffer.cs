using System.Buffers;
using System.Runtime.InteropServices;

namespace Detection.Memory;

/// <summary>
/// Memory outside the managed heap, given back to the operating system as soon as it is disposed. For what is large: a pool of arrays keeps its largest arrays for
/// as long as the garbage collector sees no need to drop them. Not to be disposed while another thread uses it.
/// </summary>
public unsafe class NativeBuffer : MemoryManager<byte>
{
    private readonly nuint _length;
    private readonly long _pressure;
    private byte* _start;

    /// <summary>Takes memory over.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="isPassing">
    /// Whether it comes with a request's bytes and goes with them. The garbage collector is told of such memory and collects more often while much passes through;
    /// memory to compute in is no reason to.
    /// </param>
    private protected NativeBuffer(byte* start, nuint length, bool isPassing)
    {
        _start = start;
        _length = length;
        _pressure = isPassing ? checked((long)length) : 0;
        if (_pressure > 0)
        {
            GC.AddMemoryPressure(_pressure);
        }
    }

    /// <summary>The first byte, aligned for any number; null once it is disposed.</summary>
    internal byte* Start => _start;

    /// <summary>Allocates memory whose content is not defined.</summary>
    /// <param name="length">Bytes, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OutOfMemoryException">The operating system has no more.</exception>
    public static NativeBuffer Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new NativeBuffer((byte*)NativeMemory.Alloc((nuint)length), (nuint)length, isPassing: true);
    }

    /// <summary>Allocates memory to compute in.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="isZeroed">Whether it is zero; its content is not defined otherwise.</param>
    /// <exception cref="OutOfMemoryException">The operating system has no more.</exception>
    internal static NativeBuffer AllocateScratch(nuint length, bool isZeroed) =>
        new((byte*)(isZeroed ? NativeMemory.AllocZeroed(length) : NativeMemory.Alloc(length)), length, isPassing: false);

    /// <summary>Makes sure that a buffer has at least a length: replaces it by a larger one of zeros where it has less. Its content is lost then.</summary>
    internal static void EnsureLength(ref NativeBuffer? buffer, nuint length)
    {
        if (buffer is null || buffer._length < length)
        {
            buffer?.Dispose();
            buffer = null;
            buffer = AllocateScratch(length, isZeroed: true);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ((IDisposable)this).Dispose();

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, checked((int)_length));
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, _length, nameof(elementIndex));
        return new MemoryHandle(_start + elementIndex, default, this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_start is null)
        {
            return;
        }

        Free(_start);
        _start = null;
        if (_pressure > 0)
        {
            GC.RemoveMemoryPressure(_pressure);
        }
    }

    /// <summary>Gives the memory back.</summary>
    private protected virtual void Free(byte* start) => NativeMemory.Free(start);
}
