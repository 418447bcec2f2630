using Detection.Imaging.Vips;
using Microsoft.ML.OnnxRuntime;

namespace Detection;

/// <summary>The native libraries that do the work.</summary>
public static class DetectorRuntime
{
    /// <summary>Version of ONNX Runtime, such as 1.29.0.</summary>
    public static string OnnxRuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>Version of libvips, such as 8.18.7.</summary>
    public static string VipsVersion => VipsLibrary.Version;
}
