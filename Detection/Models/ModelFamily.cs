using System.Text.Json.Serialization;

namespace Detection.Models;

/// <summary>How a model's output is read. The JSON names are the values of a sidecar's <c>family</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelFamily>))]
public enum ModelFamily
{
    /// <summary>YOLOv5 and v7: 1 x N x (5 + C) with three anchors per cell, decoded boxes, objectness times class score.</summary>
    [JsonStringEnumMemberName("yolov5")]
    YoloV5,

    /// <summary>YOLOv6: 1 x N x (5 + C) with one row per cell, decoded boxes; RGB in 0..1.</summary>
    [JsonStringEnumMemberName("yolov6")]
    YoloV6,

    /// <summary>YOLOv8, v9, 11 and 12: 1 x (4 + C) x N, decoded boxes, class scores without objectness.</summary>
    [JsonStringEnumMemberName("yolov8")]
    YoloV8,

    /// <summary>YOLOv10 and 26, end to end: 1 x M x 6 with corners, score and class, final without suppression.</summary>
    [JsonStringEnumMemberName("yolov10")]
    YoloV10,

    /// <summary>YOLOX as released: 1 x N x (5 + C) with one row per cell, grid and stride still to be applied; BGR in 0..255, picture in the top left corner.</summary>
    [JsonStringEnumMemberName("yolox")]
    YoloX,

    /// <summary>YOLOX exported with its decoding: as <see cref="YoloX"/>, but the boxes are decoded.</summary>
    [JsonStringEnumMemberName("yolox-decoded")]
    YoloXDecoded,

    /// <summary>The DETR kind (RT-DETR, D-FINE, DEIM): class ids, corners and scores as three tensors, final without suppression; the picture is stretched.</summary>
    [JsonStringEnumMemberName("detr")]
    Detr,
}
