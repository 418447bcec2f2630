using System.CommandLine;
using Detection;
using Detection.Tiling;
using ModelTool.Evaluation;
using ModelTool.Reports;

namespace ModelTool.Commands;

/// <summary>The options that <c>evaluate</c> and <c>compare</c> share.</summary>
internal sealed class EvaluationOptions
{
    private readonly Option<DirectoryInfo> _images = CommonOptions.Images();

    private readonly Option<FileInfo> _annotations = new Option<FileInfo>("--annotations")
    {
        Description = "COCO's instances JSON with the true boxes. The model's classes must be its categories, in the order of their ids.",
        Required = true,
    }.AcceptExistingOnly();

    private readonly Option<float?> _iou = new("--nms-iou")
    {
        Description = "IoU of non-maximum suppression, 0 to 1. Default: what the family's own validator uses (0.6 for YOLOv5, 0.65 for YOLOX, else 0.7).",
    };

    private readonly Option<string?> _tiles = new("--tiles")
    {
        Description = "Cut the pictures into overlapping tiles beside the whole, rows x columns such as 2x2, or auto. Default: not at all.",
    };

    private readonly Option<int> _speedPictures = new("--speed-pictures")
    {
        Description = "Pictures that speed is measured on, one thread, at the service's thresholds; 0 for none.",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<DirectoryInfo?> _output = new("--output")
    {
        Description = "Folder for the report: JSON, and one HTML page with plots and drawn pictures that needs nothing else.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    /// <summary>Adds the options to a command.</summary>
    internal EvaluationOptions(Command command)
    {
        _iou.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<float?>() is { } iou and not (>= 0 and <= 1))
            {
                result.AddError($"--nms-iou must be 0 to 1, not {FormattableString.Invariant($"{iou}")}.");
            }
        });
        _tiles.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } tiles && !TileGrid.TryParse(tiles, out _))
            {
                result.AddError($"--tiles must be auto, or rows x columns such as 2x2, not '{tiles}'.");
            }
        });
        _speedPictures.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--speed-pictures must be 0 or more.");
            }
        });
        foreach (Option option in (Option[])[_images, _annotations, _iou, _tiles, _speedPictures, _output, _json])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The values of a command line.</summary>
    /// <param name="Truth">The ground truth.</param>
    /// <param name="Annotations">The name of its file.</param>
    /// <param name="Images">The pictures' folder.</param>
    /// <param name="Iou">IoU of non-maximum suppression; null for the family's.</param>
    /// <param name="Tiles">How the pictures are cut into tiles; null for not at all.</param>
    /// <param name="SpeedPictures">Pictures to measure speed on.</param>
    /// <param name="Output">The report's folder; null for none.</param>
    /// <param name="IsJson">Whether JSON is printed.</param>
    internal sealed record Values(
        CocoAnnotations Truth, string Annotations, string Images, float? Iou, TileGrid? Tiles, int SpeedPictures, DirectoryInfo? Output, bool IsJson)
    {
        /// <summary>Opens a model to measure: any number of pictures side by side, a thread each.</summary>
        internal static Detector Open(FileInfo model) => new(new DetectorOptions { ModelPath = model.FullName, ThreadsPerSession = 1, MaxTiles = DetectorOptions.MostTiles });

        /// <summary>Measures a model's accuracy, with a bar.</summary>
        internal Task<ModelEvaluation> EvaluateAsync(Detector detector, CommandConsole console, CancellationToken cancellation) =>
            console.WithProgressAsync(detector.Model.Name, Truth.Images.Length, progress =>
                ModelEvaluation.RunAsync(detector, Truth, Annotations, Images, Iou, Tiles, progress, cancellation));

        /// <summary>Measures the models' speed in turn, with a bar; null where none is wanted.</summary>
        internal async Task<ModelSpeed?> MeasureSpeedAsync(IReadOnlyList<Detector> detectors, CommandConsole console, CancellationToken cancellation)
        {
            IReadOnlyList<string> pictures = ModelEvaluation.FirstPictures(Truth, Images, SpeedPictures);
            return pictures.Count == 0 ? null : await console.WithProgressAsync("speed", pictures.Count, progress =>
                ModelSpeed.MeasureAsync(detectors, pictures, Tiles, progress, cancellation));
        }

        /// <summary>Writes the report's files, where a folder was named.</summary>
        /// <param name="name">Their name without ending.</param>
        /// <param name="json">The JSON.</param>
        /// <param name="page">Writes the page.</param>
        /// <returns>The page's path, or null.</returns>
        internal string? WriteFiles(string name, string json, Func<string> page)
        {
            if (Output is null)
            {
                return null;
            }

            Output.Create();
            File.WriteAllText(Path.Combine(Output.FullName, $"{name}.json"), json);
            string path = Path.Combine(Output.FullName, $"{name}.html");
            File.WriteAllText(path, page());
            return path;
        }
    }

    /// <summary>Reads the options of a command line.</summary>
    /// <exception cref="InvalidDataException">The annotations are not such a file, or name no picture.</exception>
    internal Values Read(ParseResult parse)
    {
        FileInfo annotations = parse.GetRequiredValue(_annotations);
        CocoAnnotations truth = CocoAnnotations.Load(annotations.FullName);
        return truth.Images.Length > 0
            ? new Values(
                truth, annotations.Name, parse.GetRequiredValue(_images).FullName, parse.GetValue(_iou),
                TileGrid.TryParse(parse.GetValue(_tiles), out TileGrid tiles) ? tiles : null, parse.GetValue(_speedPictures),
                parse.GetValue(_output), parse.GetValue(_json))
            : throw new InvalidDataException($"'{annotations.FullName}' names no pictures.");
    }
}
