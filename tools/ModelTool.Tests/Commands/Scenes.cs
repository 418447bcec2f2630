using TestSupport;

namespace ModelTool.Tests.Commands;

/// <summary>A grey picture, its annotations, and models that always find the same boxes in it, whatever they see.</summary>
internal sealed class Scenes : IDisposable
{
    public const int Side = 64;

    /// <summary>Cells of strides 8, 16 and 32 in an input of 64 x 64.</summary>
    private const int Boxes = 84;

    private readonly TemporaryFolder _folder = new();

    /// <summary>One picture with two cats, at (0, 0, 20, 20) and (40, 40, 20, 20); the dog is no object of it.</summary>
    public Scenes()
    {
        _folder.Write("images/1.png", Png.Flat(Side, Side, 114, 114, 114));
        Annotations = _folder.Write("truth.json", """
            {
              "images": [{ "id": 1, "file_name": "1.png", "width": 64, "height": 64 }],
              "annotations": [
                { "id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 20, 20], "area": 400, "iscrowd": 0 },
                { "id": 2, "image_id": 1, "category_id": 3, "bbox": [40, 40, 20, 20], "area": 400, "iscrowd": 0 }
              ],
              "categories": [{ "id": 3, "name": "cat" }, { "id": 7, "name": "dog" }]
            }
            """);
    }

    public string Annotations { get; }

    public string Images => _folder["images"];

    public string this[string name] => _folder[name];

    /// <summary>A model of the YOLOv8 layout with the classes cat and dog.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="found">Left, top, width, height, class and score of each box.</param>
    public string Model(string name, params (float X, float Y, float Width, float Height, int Class, float Score)[] found)
    {
        float[] output = new float[6 * Boxes];
        for (int i = 0; i < found.Length; i++)
        {
            output[i] = found[i].X + (found[i].Width / 2);
            output[Boxes + i] = found[i].Y + (found[i].Height / 2);
            output[(2 * Boxes) + i] = found[i].Width;
            output[(3 * Boxes) + i] = found[i].Height;
            output[((4 + found[i].Class) * Boxes) + i] = found[i].Score;
        }

        return _folder.Write(name, OnnxModelBuilder.WithInput(Side, Side).WithConstantOutput([1, 6, Boxes], output).WithMetadata("names", "{0: 'cat', 1: 'dog'}").Build());
    }

    /// <summary>A model whose boxes and scores were quantised as one tensor, with a step of 2.5: all scores are 0.</summary>
    public string QuantizedTogether()
    {
        float[] output = new float[6 * Boxes];
        for (int i = 0; i < 4 * Boxes; i++)
        {
            output[i] = 2.5f * (1 + (i % 20));
        }

        return _folder.Write("broken.onnx", OnnxModelBuilder.WithInput(Side, Side).WithConstantOutput([1, 6, Boxes], output).WithMetadata("names", "{0: 'cat', 1: 'dog'}").Build());
    }

    public void Dispose() => _folder.Dispose();
}
