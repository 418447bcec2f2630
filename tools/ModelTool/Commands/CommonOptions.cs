using System.CommandLine;

namespace ModelTool.Commands;

/// <summary>Arguments that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>The model's file.</summary>
    internal static Argument<FileInfo> Model() =>
        new Argument<FileInfo>("model") { Description = "The model, an .onnx file; its sidecar <model>.json beside it is read too." }.AcceptExistingOnly();

    /// <summary>The folder of pictures.</summary>
    internal static Option<DirectoryInfo> Images() =>
        new Option<DirectoryInfo>("--images") { Description = "Folder with the pictures.", Required = true }.AcceptExistingOnly();
}
