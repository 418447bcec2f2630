using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detection.Imaging.Vips;

/// <summary>
/// A libvips image that draws on another: each requested region is fetched, drawn on and passed on, so that the picture is never in memory as a whole. Regions
/// are requested on libvips' threads.
/// </summary>
internal sealed unsafe class VipsPainter : IDisposable
{
    // Offset of the region's own fields, which C's macros access, after those it inherits.
    private static readonly int RegionOffset = SizeOfObject();

    private readonly VipsImage _input;
    private readonly PaintRegion _paint;
    private GCHandle _self;
    private Exception? _failure;

    /// <summary>Creates the image.</summary>
    /// <param name="input">The image to draw on; to be disposed after this one.</param>
    /// <param name="paint">Draws on a region.</param>
    /// <exception cref="VipsException">libvips refuses the pipeline.</exception>
    internal VipsPainter(VipsImage input, PaintRegion paint)
    {
        _input = input;
        _paint = paint;
        _self = GCHandle.Alloc(this);
        Image = new VipsImage(VipsNative.ImageNew());
        nint* inputs = stackalloc nint[] { input.Handle, 0 };
        if (VipsNative.ImagePipelineArray(Image.Handle, VipsDemandStyle.FatStrip, inputs) != 0
            || VipsNative.ImageGenerate(Image.Handle, &Start, &Generate, &Stop, input.Handle, GCHandle.ToIntPtr(_self)) != 0)
        {
            Dispose();
            throw new VipsException(VipsLibrary.TakeError());
        }
    }

    /// <summary>Draws on a part of the picture.</summary>
    /// <param name="pixels">Its first pixel.</param>
    /// <param name="stride">Bytes from a row to the next.</param>
    /// <param name="left">Its first column in the picture.</param>
    /// <param name="top">Its first row.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its rows.</param>
    internal delegate void PaintRegion(byte* pixels, int stride, int left, int top, int width, int height);

    /// <summary>The image drawn on.</summary>
    internal VipsImage Image { get; }

    /// <summary>The exception of the drawing, which libvips cannot pass on.</summary>
    internal Exception? Failure => Volatile.Read(ref _failure);

    public void Dispose()
    {
        Image.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Start(nint output, nint input, nint self) => VipsNative.RegionNew(input);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Stop(nint source, nint input, nint self)
    {
        VipsNative.ObjectUnref(source);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Generate(nint output, nint source, nint input, nint self, int* stop)
    {
        VipsPainter painter = (VipsPainter)GCHandle.FromIntPtr(self).Target!;
        RegionData* region = (RegionData*)(output + RegionOffset);
        VipsRect area = region->Valid;
        if (VipsNative.RegionPrepare(source, area) != 0)
        {
            return -1;
        }

        // Drawing needs a copy: fetched pixels belong to the input image.
        VipsNative.RegionCopy(source, output, area, area.Left, area.Top);
        try
        {
            painter._paint(region->Data, region->BytesPerLine, area.Left, area.Top, area.Width, area.Height);
            return 0;
        }
        catch (Exception exception)
        {
            Volatile.Write(ref painter._failure, exception);
            return -1;
        }
    }

    private static int SizeOfObject()
    {
        VipsNative.TypeQuery(VipsNative.ObjectGetType(), out GTypeQuery query);
        return (int)query.InstanceSize;
    }

    /// <summary>VipsRegion behind its VipsObject, as vips/region.h declares it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct RegionData
    {
        private readonly nint _image;

        /// <summary>The pixels it holds.</summary>
        internal readonly VipsRect Valid;

        private readonly int _type;

        /// <summary>The first of them.</summary>
        internal readonly byte* Data;

        /// <summary>Bytes from a row to the next.</summary>
        internal readonly int BytesPerLine;
    }
}
