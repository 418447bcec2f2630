using Detection.Imaging;
using TestSupport;

namespace Detection.Tests;

/// <summary>Pictures of every kind, real ones, through a model that finds things in them.</summary>
public sealed class PictureKindsTests
{
    [SharedDataTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task DetectAsync_StoredTurned_GivesTheBoxesOfTheUprightPicture(int orientation)
    {
        using Detector detector = Yolo("yolov5n.onnx");
        DetectionResult upright = await detector.DetectAsync(Image("bus.jpg"));
        DetectionResult turned = await detector.DetectAsync(Image($"exif/bus_exif_{orientation}.jpg"));
        Assert.Equal((upright.Picture.Width, upright.Picture.Height), (turned.Picture.Width, turned.Picture.Height));
        Assert.Equal(upright.Objects.Count, turned.Objects.Count);
        Assert.Equal((ExifOrientation)orientation, turned.Picture.Orientation);
        foreach (DetectedObject expected in upright.Objects)
        {
            Assert.Contains(turned.Objects, found => found.ClassId == expected.ClassId && Boxes.LargestEdgeDistance(found.Box, expected.Box) <= 2);
        }
    }

    // Sizes as the files' headers say, read with another program.
    [SharedDataTheory]
    [InlineData("webp_named.jpg", "WebP", 1400, 933)]
    [InlineData("cmyk_progressive.jpg", "JPEG", 636, 421)]
    [InlineData("progressive.jpg", "JPEG", 900, 601)]
    [InlineData("rgba_street.png", "PNG", 1441, 731)]
    [InlineData("photo.webp", "WebP", 776, 909)]
    [InlineData("mpo.jpg", "JPEG", 3648, 2736)]
    [InlineData("dog_1x1.png", "PNG", 1, 1)]
    [InlineData("dog_2x2000.png", "PNG", 2, 2000)]
    [InlineData("dog_3000x3.jpg", "JPEG", 3000, 3)]
    [InlineData("kodim23.avif", "AVIF", 768, 512)]
    [InlineData("photo.tiff", "TIFF", 425, 640)]
    [InlineData("animated.gif", "GIF", 245, 245)]
    [InlineData("png16_weld.png", "PNG", 1024, 684)]
    [InlineData("grey_kodim03.png", "PNG", 768, 512)]
    [InlineData("palette_zune.png", "PNG", 2048, 2253)]
    [InlineData("alpha.webp", "WebP", 400, 301)]
    [InlineData("12mp_canon450d.jpg", "JPEG", 4272, 2848)]
    public async Task DetectAsync_EveryKind_IsAnalysed(string name, string format, int width, int height)
    {
        using Detector detector = Yolo("yolox_nano-416.onnx");
        DetectionResult result = await detector.DetectAsync(Image(name));
        Assert.Equal(format, result.Picture.Format.Name);
        Assert.Equal((width, height), (result.Picture.Width, result.Picture.Height));
        Assert.All(result.Objects, found =>
        {
            Assert.InRange(found.Box.Left, 0, found.Box.Right);
            Assert.InRange(found.Box.Right, found.Box.Left, result.Picture.Width);
            Assert.InRange(found.Box.Top, 0, found.Box.Bottom);
            Assert.InRange(found.Box.Bottom, found.Box.Top, result.Picture.Height);
        });
    }

    [SharedDataTheory]
    [InlineData("yolox_nano-384x640.onnx", 640, 384, false)]
    [InlineData("yolov5n-dynamic.onnx", 640, 640, true)]
    [InlineData("yolov8n-int8-static-qdq.onnx", 640, 640, false)]
    public async Task DetectAsync_OtherModels_FindTheBusAndItsPeople(string model, int width, int height, bool isDynamic)
    {
        using Detector detector = Yolo(model);
        Assert.Equal((width, height, isDynamic), (detector.Model.InputWidth, detector.Model.InputHeight, detector.Model.HasDynamicInput));
        DetectionResult result = await detector.DetectAsync(Image("bus.jpg"), new DetectionOptions { Confidence = 0.3f });

        // Boxes of the reference detections of yolov5n.
        Assert.Contains(result.Objects, found => found.ClassName == "bus" && Boxes.Iou(found.Box, new BoundingBox(36.2f, 208.7f, 805.5f, 826.0f)) > 0.7f);
        Assert.Contains(result.Objects, found => found.ClassName == "person" && Boxes.Iou(found.Box, new BoundingBox(52.7f, 387.3f, 212.3f, 894.1f)) > 0.7f);
    }

    [SharedDataFact]
    public async Task DetectAsync_DynamicModel_AgreesWithTheFixedOne()
    {
        using Detector isFixed = Yolo("yolov5n.onnx");
        using Detector isDynamic = Yolo("yolov5n-dynamic.onnx");
        IReadOnlyList<DetectedObject> expected = (await isFixed.DetectAsync(Image("bus.jpg"))).Objects;
        IReadOnlyList<DetectedObject> actual = (await isDynamic.DetectAsync(Image("bus.jpg"))).Objects;
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.True(Boxes.LargestEdgeDistance(pair.First.Box, pair.Second.Box) < 1));
    }

    [SharedDataFact]
    public async Task DetectAsync_BadFiles_AreRefusedOrDecoded_AndTheNextPictureIsAnswered()
    {
        using Detector detector = new();
        byte[] good = File.ReadAllBytes(RepositoryFiles.Sample("dog.jpg"));
        int expected = (await detector.DetectAsync(good)).Objects.Count;
        foreach (string file in Directory.EnumerateFiles(SharedData.Image("bad")))
        {
            try
            {
                await detector.DetectAsync(await File.ReadAllBytesAsync(file));
            }
            catch (PictureException)
            {
            }

            Assert.Equal(expected, (await detector.DetectAsync(good)).Objects.Count);
        }
    }

    private static Detector Yolo(string model) => new(new DetectorOptions { ModelPath = SharedData.Model(model), Sessions = 1 });

    private static byte[] Image(string name) => File.ReadAllBytes(SharedData.Image(name));
}
