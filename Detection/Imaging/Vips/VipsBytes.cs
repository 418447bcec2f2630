using Detection.Memory;

namespace Detection.Imaging.Vips;

/// <summary>Bytes that libvips has written, in its memory, given back when disposed.</summary>
internal sealed unsafe class VipsBytes : NativeBuffer
{
    private readonly nint _blob;

    /// <summary>Takes a blob over.</summary>
    /// <param name="blob">The blob, one reference of which belongs to this object from then on.</param>
    internal VipsBytes(nint blob)
        : base(VipsNative.BlobGet(blob, out nuint length), length, isTransient: true) => _blob = blob;

    private protected override void Free(byte* start) => VipsNative.AreaUnref(_blob);

    private protected override byte* Reallocate(byte* start, nuint length) => throw new NotSupportedException("Memory of libvips keeps its length.");
}
