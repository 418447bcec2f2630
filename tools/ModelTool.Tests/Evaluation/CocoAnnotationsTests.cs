using ModelTool.Evaluation;
using TestSupport;

namespace ModelTool.Tests.Evaluation;

public sealed class CocoAnnotationsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_InstancesFile_ReadsItsParts()
    {
        CocoAnnotations annotations = Load("""
            {
              "info": { "year": 2017 },
              "images": [{ "id": 139, "file_name": "000000000139.jpg", "width": 640, "height": 426, "license": 2 }],
              "annotations": [
                {
                  "id": 908400553664, "image_id": 139, "category_id": 64, "bbox": [236.98, 142.51, 24.7, 69.5], "area": 531.8,
                  "iscrowd": 0, "segmentation": [[240.86, 211.31, 240.16, 197.19]]
                },
                {
                  "id": 2, "image_id": 139, "category_id": 1, "bbox": [0, 1, 2, 3], "area": 6,
                  "iscrowd": 1, "segmentation": { "counts": [1, 5], "size": [2, 3] }
                },
                { "id": 3, "image_id": 139, "category_id": 1, "bbox": [0, 1, 2, 3], "area": 6 }
              ],
              "categories": [
                { "id": 1, "name": "person", "supercategory": "person" },
                { "id": 64, "name": "potted plant", "supercategory": "furniture" }
              ]
            }
            """);

        Assert.Equal<CocoImage>([new CocoImage(139, "000000000139.jpg", 640, 426)], annotations.Images);
        Assert.Equal<CocoBox>(
            [
                new CocoBox(908400553664, 139, 64, 236.98, 142.51, 24.7, 69.5, 531.8, IsCrowd: false),
                new CocoBox(2, 139, 1, 0, 1, 2, 3, 6, IsCrowd: true),
                new CocoBox(3, 139, 1, 0, 1, 2, 3, 6, IsCrowd: false),
            ],
            annotations.Boxes);
        Assert.Equal<CocoCategory>([new CocoCategory(1, "person"), new CocoCategory(64, "potted plant")], annotations.Categories);
    }

    [Fact]
    public void Load_CategoryIdsWithHolesOutOfOrder_ClassesAreInOrderOfId()
    {
        CocoAnnotations annotations = Load("""
            {
              "images": [],
              "annotations": [],
              "categories": [
                { "id": 90, "name": "toothbrush" },
                { "id": 1, "name": "person" },
                { "id": 13, "name": "stop sign" },
                { "id": 11, "name": "fire hydrant" }
              ]
            }
            """);

        Assert.Equal([1, 11, 13, 90], Enumerable.Range(0, 4).Select(annotations.CategoryIdOf));
        Assert.Equal(["person", "fire hydrant", "stop sign", "toothbrush"], annotations.Categories.Select(category => category.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => annotations.CategoryIdOf(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => annotations.CategoryIdOf(-1));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{ "images": [], "categories": [] }""")] // Another of COCO's files: no boxes.
    [InlineData("""{ "images": [{ "id": 1 }], "annotations": [], "categories": [] }""")]
    [InlineData("""{ "images": [], "annotations": null, "categories": [] }""")]
    [InlineData("""{ "images": [], "annotations": [], "categories": [{ "id": 1, "name": "a" }, { "id": 1, "name": "b" }] }""")]
    [InlineData("""
        {
          "images": [], "categories": [],
          "annotations": [{ "id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3], "area": 1, "iscrowd": 0 }]
        }
        """)]
    public void Load_AnythingElse_ThrowsWithThePath(string content)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Load(content));

        Assert.Contains(_path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_Throws()
    {
        Assert.Throws<FileNotFoundException>(() => CocoAnnotations.Load(_path + ".none"));
    }

    [SharedDataFact]
    public void Load_CocoSubset_HasEightyClassesWithHoles()
    {
        var annotations = CocoAnnotations.Load(SharedData.PathOf("coco", "instances_val2017.json"));

        Assert.Equal(80, annotations.Categories.Length);

        // COCO has no category 12, 26, 29, 30, 45, 66, 68, 69, 71 and 83.
        Assert.Equal(1, annotations.CategoryIdOf(0));
        Assert.Equal(11, annotations.CategoryIdOf(10));
        Assert.Equal(13, annotations.CategoryIdOf(11));
        Assert.Equal(90, annotations.CategoryIdOf(79));
    }

    [SharedDataFact]
    public void Evaluate_CocoSubsetFoundExactly_IsPerfect()
    {
        var annotations = CocoAnnotations.Load(SharedData.PathOf("coco", "instances_val2017.json"));

        // Crowd regions are no objects, so nothing is lost by leaving them out.
        CocoResult result = CocoEvaluation.Evaluate(
            annotations,
            [
                .. annotations.Boxes
                    .Where(box => !box.IsCrowd)
                    .Select(box => new CocoDetection(box.ImageId, box.CategoryId, box.X, box.Y, box.Width, box.Height, .5)),
            ]);

        Assert.All(
            [
                result.Ap, result.Ap50, result.Ap75, result.ApSmall, result.ApMedium, result.ApLarge,
                result.Ar100, result.ArSmall, result.ArMedium, result.ArLarge,
            ],
            figure => Assert.Equal(1, figure, 1e-12));
    }

    private CocoAnnotations Load(string json)
    {
        File.WriteAllText(_path, json);
        return CocoAnnotations.Load(_path);
    }
}
