using System.Text.Json;
using TestSupport;

namespace Detection.Tests;

/// <summary>Against what an independent pipeline (Pillow and ONNX Runtime for Node) finds with the same models in the same pictures.</summary>
public sealed class ReferenceDetectionsTests
{
    private const float MinimumIou = 0.93f;
    private const float ScoreTolerance = 0.05f;

    public static TheoryData<string> Models => ["yolov5n.onnx", "yolov8n-fp32-from-int8.onnx", "yolo26n-fp32-from-int8.onnx", "yolox_nano-416.onnx"];

    [SharedDataTheory]
    [MemberData(nameof(Models))]
    public async Task DetectAsync_ReferencePictures_FindsWhatTheReferenceFinds(string model)
    {
        using Detector detector = new(new DetectorOptions { ModelPath = SharedData.Model(model), Sessions = 1 });
        DetectionOptions options = new() { Confidence = 0.4f, Iou = 0.45f };
        List<string> faults = [];
        foreach ((string image, List<Reference> references) in ReadReferences(model))
        {
            DetectionResult result = await detector.DetectAsync(await File.ReadAllBytesAsync(SharedData.Image(image)), options);
            foreach (Reference reference in references.Where(reference => reference.Score > 0.5f))
            {
                if (!result.Objects.Any(found => found.ClassId == reference.ClassId
                    && Boxes.Iou(found.Box, reference.Box) >= MinimumIou
                    && MathF.Abs(found.Confidence - reference.Score) <= ScoreTolerance))
                {
                    faults.Add($"{image}: not found: {reference}; found: {string.Join(", ", result.Objects.Where(o => o.ClassId == reference.ClassId))}");
                }
            }

            foreach (DetectedObject found in result.Objects.Where(found => found.Confidence > 0.55f))
            {
                if (!references.Any(reference => reference.ClassId == found.ClassId && Boxes.Iou(found.Box, reference.Box) > 0.5f))
                {
                    faults.Add($"{image}: the reference lacks {found}");
                }
            }
        }

        Assert.Empty(faults);
    }

    private static Dictionary<string, List<Reference>> ReadReferences(string model)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("reference_detections.json")));
        return document.RootElement.GetProperty("models").GetProperty(model).EnumerateObject().ToDictionary(
            image => image.Name,
            image => image.Value.EnumerateArray().Select(Read).ToList());

        static Reference Read(JsonElement element)
        {
            float[] box = [.. element.GetProperty("box_xyxy").EnumerateArray().Select(value => value.GetSingle())];
            return new Reference(element.GetProperty("class_id").GetInt32(), element.GetProperty("score").GetSingle(), new BoundingBox(box[0], box[1], box[2], box[3]));
        }
    }

    private sealed record Reference(int ClassId, float Score, BoundingBox Box);
}
