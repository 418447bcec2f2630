using System.Runtime.InteropServices;

namespace Detection.Imaging.Vips;

/// <summary>A reference to a libvips image: a lazy pipeline whose pixels are computed when a region of it is fetched.</summary>
internal sealed unsafe class VipsImage : IDisposable
{
    private nint _handle;

    internal VipsImage(nint handle) => _handle = handle;

    internal nint Handle => _handle;

    internal int Width => VipsNative.ImageGetWidth(_handle);

    internal int Height => VipsNative.ImageGetHeight(_handle);

    internal int Bands => VipsNative.ImageGetBands(_handle);

    internal VipsBandFormat Format => VipsNative.ImageGetFormat(_handle);

    internal VipsInterpretation Interpretation => VipsNative.ImageGetInterpretation(_handle);

    internal bool HasAlpha => VipsNative.ImageHasAlpha(_handle) != 0;

    /// <summary>The EXIF orientation, 1 to 8; 1 where there is none.</summary>
    internal int Orientation => VipsNative.ImageGetOrientation(_handle);

    /// <summary>Frames or pages as the loader counted them, at least 1. Not read by libvips' own function, which returns 1 for more than 10,000.</summary>
    internal int Pages => HasField("n-pages"u8) && VipsNative.ImageGetInt(_handle, "n-pages", out int pages) == 0 ? Math.Max(1, pages) : 1;

    /// <summary>Opens a picture: reads its header, decodes nothing.</summary>
    /// <param name="loader">The loader's nickname, such as <c>jpegload_buffer</c>.</param>
    /// <param name="data">The picture's bytes, which must stay in place until the image and all images derived from it are disposed.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="options">Further options of the loader, such as <c>shrink=2</c>.</param>
    /// <exception cref="VipsException">The header cannot be read.</exception>
    internal static VipsImage Load(string loader, byte* data, int length, string options)
    {
        nint blob = VipsNative.BlobNew(0, data, (nuint)length);
        try
        {
            GValue value = default;
            VipsNative.ValueInit(ref value, VipsNative.BlobGetType());
            VipsNative.ValueSetBoxed(ref value, blob);
            return Run(loader, "buffer", ref value, options);
        }
        finally
        {
            VipsNative.AreaUnref(blob);
        }
    }

    /// <summary>Applies an operation that takes one image and gives one, and disposes this image.</summary>
    /// <exception cref="VipsException">libvips refuses the operation.</exception>
    internal VipsImage Replace(string operation, string options)
    {
        using (this)
        {
            GValue value = default;
            VipsNative.ValueInit(ref value, VipsNative.ImageGetType());
            VipsNative.ValueSetObject(ref value, _handle);
            return Run(operation, "in", ref value, options);
        }
    }

    /// <summary>Bytes of all metadata that is not a number: EXIF, XMP, colour profile, comments.</summary>
    internal long MetadataBytes()
    {
        nuint blobType = VipsNative.BlobGetType();
        nuint textType = VipsNative.RefStringGetType();
        long total = 0;
        byte** names = VipsNative.ImageGetFields(_handle);
        for (byte** name = names; *name is not null; name++)
        {
            nuint type = VipsNative.ImageGetTypeOf(_handle, *name);
            if (type == blobType && VipsNative.ImageGetBlob(_handle, *name, out _, out nuint length) == 0)
            {
                total += (long)length;
            }
            else if (type == textType && VipsNative.ImageGetString(_handle, *name, out byte* text) == 0)
            {
                total += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).Length;
            }
        }

        VipsNative.FreeStrings(names);
        return total;
    }

    /// <summary>The bytes of a metadata field; empty if there is none. Valid until the image is disposed.</summary>
    internal ReadOnlySpan<byte> BlobOf(ReadOnlySpan<byte> name)
    {
        fixed (byte* field = name)
        {
            return HasField(name) && VipsNative.ImageGetBlob(_handle, field, out void* data, out nuint length) == 0 ? new ReadOnlySpan<byte>(data, (int)length) : [];
        }
    }

    /// <summary>Removes a metadata field of an image that has no other reference.</summary>
    internal void Remove(string name) => _ = VipsNative.ImageRemove(_handle, name);

    /// <summary>The image with its pixels computed and in memory.</summary>
    /// <exception cref="VipsException">The pixels cannot be computed.</exception>
    internal VipsImage ToMemory()
    {
        nint copy = VipsNative.ImageCopyMemory(_handle);
        return copy != 0 ? new VipsImage(copy) : throw new VipsException(VipsLibrary.TakeError());
    }

    /// <summary>Stops the computing of pixels, which then fails. May be called from any thread until the image is disposed.</summary>
    internal void Kill() => VipsNative.ImageSetKill(_handle, 1);

    /// <summary>Writes the image with a saver that writes to memory.</summary>
    /// <param name="saver">The saver's nickname, such as <c>jpegsave_buffer</c>.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="VipsException">The pixels cannot be computed or written.</exception>
    internal VipsBytes Save(string saver, string options)
    {
        GValue value = default;
        VipsNative.ValueInit(ref value, VipsNative.ImageGetType());
        VipsNative.ValueSetObject(ref value, _handle);
        nint built = Build(saver, "in", ref value, options);
        GValue output = default;
        VipsNative.ValueInit(ref output, VipsNative.BlobGetType());
        VipsNative.ObjectGetProperty(built, "buffer", ref output);
        VipsBytes bytes = new(VipsNative.ValueDupBoxed(output));
        VipsNative.ValueUnset(ref output);
        VipsNative.ObjectUnrefOutputs(built);
        VipsNative.ObjectUnref(built);
        return bytes;
    }

    /// <summary>Another reference to the same image.</summary>
    internal VipsImage Share() => new(VipsNative.ObjectRef(_handle));

    public void Dispose()
    {
        if (_handle != 0)
        {
            VipsNative.ObjectUnref(_handle);
            _handle = 0;
        }
    }

    private bool HasField(ReadOnlySpan<byte> name)
    {
        fixed (byte* field = name)
        {
            return VipsNative.ImageGetTypeOf(_handle, field) != 0;
        }
    }

    private static VipsImage Run(string nickname, string inputName, ref GValue input, string options)
    {
        nint built = Build(nickname, inputName, ref input, options);
        GValue output = default;
        VipsNative.ValueInit(ref output, VipsNative.ImageGetType());
        VipsNative.ObjectGetProperty(built, "out", ref output);
        nint image = VipsNative.ObjectRef(VipsNative.ValueGetObject(output));
        VipsNative.ValueUnset(ref output);
        VipsNative.ObjectUnrefOutputs(built);
        VipsNative.ObjectUnref(built);
        return new VipsImage(image);
    }

    /// <summary>Runs an operation with one input.</summary>
    /// <returns>The operation with its outputs, both to be unreferenced.</returns>
    private static nint Build(string nickname, string inputName, ref GValue input, string options)
    {
        nint operation = VipsNative.OperationNew(nickname);
        if (operation == 0)
        {
            VipsNative.ValueUnset(ref input);
            throw new VipsException(VipsLibrary.TakeError());
        }

        VipsNative.ObjectSetProperty(operation, inputName, input);
        VipsNative.ValueUnset(ref input);

        nint built = 0;
        if (options.Length == 0 || VipsNative.ObjectSetFromString(operation, options) == 0)
        {
            built = VipsNative.CacheOperationBuild(operation);
        }

        if (built == 0)
        {
            VipsNative.ObjectUnrefOutputs(operation);
            VipsNative.ObjectUnref(operation);
            throw new VipsException(VipsLibrary.TakeError());
        }

        VipsNative.ObjectUnref(operation);
        return built;
    }
}

/// <summary>An error of libvips; the message is its own text, for the log.</summary>
internal sealed class VipsException(string message) : Exception(message);
