using System.Buffers;

namespace Detection.Imaging.Vips;

/// <summary>Bytes that libvips has written, in its memory, given back when disposed.</summary>
internal sealed unsafe class VipsBytes : MemoryManager<byte>
{
    private readonly byte* _start;
    private readonly int _length;
    private nint _blob;

    /// <summary>Takes a blob over.</summary>
    /// <param name="blob">The blob, one reference of which is this object's from then on.</param>
    internal VipsBytes(nint blob)
    {
        _blob = blob;
        _start = VipsNative.BlobGet(blob, out nuint length);
        _length = checked((int)length);
        GC.AddMemoryPressure(_length);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_blob == 0, this);
        return new Span<byte>(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_blob == 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        return new MemoryHandle(_start + elementIndex, default, this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _blob, 0) is var blob and not 0)
        {
            VipsNative.AreaUnref(blob);
            GC.RemoveMemoryPressure(_length);
        }
    }
}
