namespace ModelTool.Evaluation;

/// <summary>A picture of a COCO data set.</summary>
/// <param name="Id">The id that annotations and detections refer to.</param>
/// <param name="FileName">The file's name without a folder, for example <c>000000000139.jpg</c>.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record CocoImage(long Id, string FileName, int Width, int Height);
