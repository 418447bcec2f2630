using System.Runtime.InteropServices;

namespace Detection.Imaging.Vips;

/// <summary>
/// The functions of libvips and GLib in use. None is variadic, since variadic functions have another calling convention on some platforms. See
/// https://www.libvips.org/API/current/ for each.
/// </summary>
internal static unsafe partial class VipsNative
{
    /// <summary>The name that the resolver in <see cref="VipsLibrary"/> maps to the platform's file, which contains GLib too.</summary>
    internal const string Library = "vips";

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(Library, EntryPoint = "vips_version_string")]
    internal static partial byte* VersionString();

    [LibraryImport(Library, EntryPoint = "vips_block_untrusted_set")]
    internal static partial void BlockUntrustedSet(int state);

    [LibraryImport(Library, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void OperationBlockSet(string className, int state);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    internal static partial void ConcurrencySet(int threads);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    internal static partial void CacheSetMax(int operations);

    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    internal static partial byte* ErrorBufferCopy();

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OperationNew(string nickname);

    [LibraryImport(Library, EntryPoint = "vips_cache_operation_build")]
    internal static partial nint CacheOperationBuild(nint operation);

    [LibraryImport(Library, EntryPoint = "vips_object_set_from_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ObjectSetFromString(nint instance, string options);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void ObjectUnrefOutputs(nint instance);

    [LibraryImport(Library, EntryPoint = "vips_blob_new")]
    internal static partial nint BlobNew(nint freeFunction, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobGetType();

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    internal static partial void AreaUnref(nint area);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageGetType();

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    internal static partial int ImageGetWidth(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    internal static partial int ImageGetHeight(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    internal static partial int ImageGetBands(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    internal static partial VipsBandFormat ImageGetFormat(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_interpretation")]
    internal static partial VipsInterpretation ImageGetInterpretation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    internal static partial int ImageGetOrientation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    internal static partial int ImageHasAlpha(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ImageGetInt(nint image, string name, out int value);

    [LibraryImport(Library, EntryPoint = "vips_image_get_fields")]
    internal static partial byte** ImageGetFields(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof")]
    internal static partial nuint ImageGetTypeOf(nint image, byte* name);

    [LibraryImport(Library, EntryPoint = "vips_image_get_blob")]
    internal static partial int ImageGetBlob(nint image, byte* name, out void* data, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_get_string")]
    internal static partial int ImageGetString(nint image, byte* name, out byte* text);

    [LibraryImport(Library, EntryPoint = "vips_ref_string_get_type")]
    internal static partial nuint RefStringGetType();

    [LibraryImport(Library, EntryPoint = "vips_region_new")]
    internal static partial nint RegionNew(nint image);

    [LibraryImport(Library, EntryPoint = "vips_region_fetch")]
    internal static partial byte* RegionFetch(nint region, int left, int top, int width, int height, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_region_prepare")]
    internal static partial int RegionPrepare(nint region, in VipsRect area);

    [LibraryImport(Library, EntryPoint = "vips_region_copy")]
    internal static partial void RegionCopy(nint source, nint target, in VipsRect area, int x, int y);

    [LibraryImport(Library, EntryPoint = "vips_image_new")]
    internal static partial nint ImageNew();

    [LibraryImport(Library, EntryPoint = "vips_image_pipeline_array")]
    internal static partial int ImagePipelineArray(nint image, VipsDemandStyle hint, nint* inputs);

    [LibraryImport(Library, EntryPoint = "vips_image_generate")]
    internal static partial int ImageGenerate(
        nint image,
        delegate* unmanaged[Cdecl]<nint, nint, nint, nint> start,
        delegate* unmanaged[Cdecl]<nint, nint, nint, nint, int*, int> generate,
        delegate* unmanaged[Cdecl]<nint, nint, nint, int> stop,
        nint input,
        nint state);

    [LibraryImport(Library, EntryPoint = "vips_image_set_kill")]
    internal static partial void ImageSetKill(nint image, int kill);

    [LibraryImport(Library, EntryPoint = "vips_image_copy_memory")]
    internal static partial nint ImageCopyMemory(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_remove", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ImageRemove(nint image, string name);

    [LibraryImport(Library, EntryPoint = "vips_blob_get")]
    internal static partial byte* BlobGet(nint blob, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_object_get_type")]
    internal static partial nuint ObjectGetType();

    [LibraryImport(Library, EntryPoint = "g_type_query")]
    internal static partial void TypeQuery(nuint type, out GTypeQuery query);

    [LibraryImport(Library, EntryPoint = "g_value_dup_boxed")]
    internal static partial nint ValueDupBoxed(in GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ObjectSetProperty(nint instance, string name, in GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ObjectGetProperty(nint instance, string name, ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_ref")]
    internal static partial nint ObjectRef(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    internal static partial void ObjectUnref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    internal static partial nint ValueInit(ref GValue value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    internal static partial void ValueUnset(ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_value_set_boxed")]
    internal static partial void ValueSetBoxed(ref GValue value, nint boxed);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    internal static partial void ValueSetObject(ref GValue value, nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_get_object")]
    internal static partial nint ValueGetObject(in GValue value);

    [LibraryImport(Library, EntryPoint = "g_free")]
    internal static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "g_strfreev")]
    internal static partial void FreeStrings(byte** strings);

    [LibraryImport(Library, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint LogSetHandler(string domain, int levels, delegate* unmanaged<byte*, int, byte*, void*, void> handler, void* data);

    /// <summary>glibc only: see <see cref="NativeHeap"/>.</summary>
    [LibraryImport("libc", EntryPoint = "mallopt")]
    internal static partial int MallOpt(int parameter, int value);

    /// <summary>glibc only: see <see cref="NativeHeap"/>.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    internal static partial int MallocTrim(nuint pad);
}

/// <summary>GLib's GValue: a type and two words of data, to be zeroed before <c>g_value_init</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    private readonly nuint _type;
    private readonly ulong _data0;
    private readonly ulong _data1;
}

/// <summary>GLib's description of a type.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct GTypeQuery
{
    private readonly nuint _type;
    private readonly nint _name;
    private readonly uint _classSize;

    /// <summary>Bytes of an instance.</summary>
    internal readonly uint InstanceSize;
}

/// <summary>libvips' rectangle.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct VipsRect(int Left, int Top, int Width, int Height);

/// <summary>The shape of regions that an image prefers; the values are libvips'.</summary>
internal enum VipsDemandStyle
{
    FatStrip = 1,
}

/// <summary>The number format of a band; the values are libvips'.</summary>
internal enum VipsBandFormat
{
    UChar = 0,
}

/// <summary>What the bands of an image mean; the values are libvips'.</summary>
internal enum VipsInterpretation
{
    Multiband = 0,
    BlackWhite = 1,
    Rgb = 17,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
}
