using System.CommandLine;
using System.Globalization;
using ModelTool.Optimization;
using ModelTool.Quantization;
using Spectre.Console;

namespace ModelTool.Commands;

/// <summary><c>quantize</c>: a float32 model to int8, with proof of what it costs and gains.</summary>
internal static class QuantizeCommand
{
    internal static Command Create()
    {
        Argument<FileInfo> model = CommonOptions.Model();
        Option<DirectoryInfo> calibrate = new Option<DirectoryInfo>("--calibrate") { Description = "Folder with calibration pictures, like those to come but not those of --images.", Required = true }.AcceptExistingOnly();
        Option<DirectoryInfo> images = CommonOptions.Images();
        Option<FileInfo> annotations = new Option<FileInfo>("--annotations") { Description = "COCO's instances JSON with the true boxes of --images.", Required = true }.AcceptExistingOnly();
        Option<FileInfo?> output = new("--output") { Description = "Where to write. Default: <model>-int8.onnx beside the model." };
        Option<CalibrationMethod> method = new("--method") { Description = "How ranges follow from the values seen.", DefaultValueFactory = _ => CalibrationMethod.Percentile };
        Option<double> percentile = new("--percentile") { Description = "For percentile: percent of a tensor's values that are not clipped.", DefaultValueFactory = _ => 99.999 };
        Option<int> pictures = new("--pictures") { Description = "Most calibration pictures.", DefaultValueFactory = _ => 64 };
        Option<double> difference = new("--max-difference") { DefaultValueFactory = _ => 0.08 };
        Command command = new("quantize", "Quantizes.") { model, calibrate, images, annotations, output, method, percentile, pictures, difference };
        command.SetAction(async (parse, cancellation) =>
        {
            FileInfo source = parse.GetRequiredValue(model);
            string target = parse.GetValue(output)?.FullName ?? Path.ChangeExtension(source.FullName, null) + "-int8.onnx";
            QuantizationOptions options = new(parse.GetValue(method), parse.GetValue(percentile), !Processor.AddsBytesExactly, true);
            QuantizationSettings settings = new(source, PictureFolder.Read(parse.GetRequiredValue(calibrate), parse.GetValue(pictures)), parse.GetRequiredValue(images), parse.GetRequiredValue(annotations), options) { MaxDifference = parse.GetValue(difference) };
            QuantizationReport report = await ModelQuantization.RunAsync(settings, target, new(_ => { }, _ => { }, _ => { }), cancellation);
            foreach (UnitSensitivity s in report.Sensitivities)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{s.Unit} {s.Difference:F4} {s.Share:P2}"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"excluded {string.Join(' ', report.KeptInFloat)} difference {report.Difference:F4}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"AP {report.FloatAp:F4} -> {report.QuantizedAp:F4}; {report.Times.Before:F2} -> {report.Times.After:F2} ms ({report.Times.Speedup:F2}); {report.FloatBytes} -> {report.QuantizedBytes} ({(double)report.QuantizedBytes / report.FloatBytes:P1})"));
            AnsiConsole.WriteLine();
        });
        return command;
    }
}
