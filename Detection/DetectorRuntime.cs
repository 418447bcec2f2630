using Detection.Imaging.Vips;
using Detection.Models;
using Microsoft.ML.OnnxRuntime;

namespace Detection;

/// <summary>Versions and loading of the native libraries.</summary>
public static class DetectorRuntime
{
    /// <summary>Version of ONNX Runtime, such as 1.31.1.</summary>
    public static string OnnxRuntimeVersion => OnnxRuntime().GetVersionString();

    /// <summary>Version of libvips, such as 8.18.7.</summary>
    public static string VipsVersion => VipsLibrary.Version;

    /// <summary>
    /// Starts loading the libraries on another thread, while the program starts up. A library that cannot be loaded is reported
    /// when a <see cref="Detector"/> is made, not here.
    /// </summary>
    public static void Preload()
    {
        NativeHeap.Configure();
        ThreadPool.UnsafeQueueUserWorkItem(static _ => Load(), null);
    }

    private static void Load()
    {
        try
        {
            OnnxRuntime();
            _ = VipsLibrary.Version;
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or InvalidOperationException)
        {
        }
    }

    private static OrtEnv OnnxRuntime()
    {
        OnnxTelemetry.Disable();
        return OrtEnv.Instance();
    }
}
