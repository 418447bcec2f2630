using System.Buffers;
using System.Runtime.InteropServices;

namespace Detection.Memory;

/// <summary>
/// Memory outside the managed heap, given back to the operating system as soon as it is disposed. For what is large: a pool of arrays keeps its largest arrays for
/// as long as the garbage collector sees no need to drop them. Not to be disposed while another thread uses it.
/// </summary>
public unsafe class NativeBuffer : MemoryManager<byte>
{
    private readonly bool _isTransient;
    private nuint _length;
    private byte* _start;

    /// <summary>Takes memory over.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="isTransient">
    /// Whether it holds the bytes of one request or answer. The garbage collector is told of such memory, so it collects more often while much is in use;
    /// memory to compute in, which sessions keep, does not count.
    /// </param>
    private protected NativeBuffer(byte* start, nuint length, bool isTransient)
    {
        _start = start;
        _length = length;
        _isTransient = isTransient;
        AddPressure((long)length);
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
        return new NativeBuffer((byte*)NativeMemory.Alloc((nuint)length), (nuint)length, isTransient: true);
    }

    /// <summary>Allocates memory to compute in.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="isZeroed">Whether it is zero; its content is not defined otherwise.</param>
    /// <exception cref="OutOfMemoryException">The operating system has no more.</exception>
    internal static NativeBuffer AllocateScratch(nuint length, bool isZeroed) =>
        new((byte*)(isZeroed ? NativeMemory.AllocZeroed(length) : NativeMemory.Alloc(length)), length, isTransient: false);

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

    /// <summary>
    /// Gives the buffer another length and keeps what fits into it. Memory and spans taken from the buffer before may not be used any more. A large block moves by
    /// its pages: the old and the new one are not in memory side by side.
    /// </summary>
    /// <param name="length">Bytes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    /// <exception cref="OutOfMemoryException">The operating system has no more; the buffer is as it was.</exception>
    public void Resize(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ObjectDisposedException.ThrowIf(_start is null, this);
        _start = Reallocate(_start, (nuint)length);
        AddPressure(length - (long)_length);
        _length = (nuint)length;
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
        AddPressure(-(long)_length);
    }

    /// <summary>Frees the memory.</summary>
    private protected virtual void Free(byte* start) => NativeMemory.Free(start);

    /// <summary>Moves the memory to a place where it can have another length.</summary>
    private protected virtual byte* Reallocate(byte* start, nuint length) => (byte*)NativeMemory.Realloc(start, length);

    private void AddPressure(long bytes)
    {
        if (_isTransient && bytes > 0)
        {
            GC.AddMemoryPressure(bytes);
        }
        else if (_isTransient && bytes < 0)
        {
            GC.RemoveMemoryPressure(-bytes);
        }
    }
}
