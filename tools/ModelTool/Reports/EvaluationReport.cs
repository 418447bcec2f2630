using System.Collections.Immutable;
using Detection.Models;
using ModelTool.Evaluation;

namespace ModelTool.Reports;

/// <summary>What an evaluation found, as it is written to JSON.</summary>
/// <param name="Model">The model.</param>
/// <param name="DataSet">What it was measured on.</param>
/// <param name="Settings">How.</param>
/// <param name="Faults">What is wrong with the model, a sentence each; empty for one that works.</param>
/// <param name="Warnings">What the reader should know, a sentence each.</param>
/// <param name="Figures">COCO's twelve figures.</param>
/// <param name="Best">The confidence threshold with the best F1 at an overlap of .5, all classes together.</param>
/// <param name="Speed">Median milliseconds; null where none were measured.</param>
/// <param name="Classes">The classes, in order of their ids.</param>
/// <param name="ByConfidence">Precision, recall and F1 at the thresholds 0, .01, ... .99.</param>
/// <param name="PrecisionRecall">Precision at the recalls 0, .01, ... 1.</param>
/// <param name="WorstPictures">The pictures with the most mistakes at the best threshold, worst first.</param>
internal sealed record EvaluationReport(
    ModelFacts Model,
    DataSetFacts DataSet,
    EvaluationSettings Settings,
    ImmutableArray<string> Faults,
    ImmutableArray<string> Warnings,
    CocoFigures Figures,
    OperatingPoint Best,
    SpeedFigures? Speed,
    ImmutableArray<ClassFigures> Classes,
    ImmutableArray<OperatingPoint> ByConfidence,
    ImmutableArray<RecallPoint> PrecisionRecall,
    ImmutableArray<PictureMistakes> WorstPictures);

/// <summary>Which model it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Sha256">The file's hash, in lower-case hexadecimal digits.</param>
/// <param name="Family">How its output is read.</param>
/// <param name="InputWidth">Width of the input in pixels.</param>
/// <param name="InputHeight">Height of the input in pixels.</param>
/// <param name="InputPrecision">Number format of the input.</param>
/// <param name="Classes">How many classes it knows.</param>
internal sealed record ModelFacts(
    string Name, string File, long Bytes, string Sha256, ModelFamily Family, int InputWidth, int InputHeight, ModelPrecision InputPrecision, int Classes);

/// <summary>What was measured on.</summary>
/// <param name="Annotations">The annotations' file name.</param>
/// <param name="Pictures">How many pictures.</param>
/// <param name="Objects">How many objects there are to find.</param>
/// <param name="CrowdRegions">How many regions of objects not told apart there are beside.</param>
internal sealed record DataSetFacts(string Annotations, int Pictures, int Objects, int CrowdRegions);

/// <summary>How accuracy was measured.</summary>
/// <param name="Confidence">Scores above it were taken.</param>
/// <param name="MultiLabel">Whether a box could have several labels.</param>
/// <param name="MaxDetections">Most detections a picture.</param>
/// <param name="NmsIou">IoU of non-maximum suppression.</param>
/// <param name="Tiles">How the pictures were cut into tiles; null where they were not.</param>
internal sealed record EvaluationSettings(float Confidence, bool MultiLabel, int MaxDetections, float NmsIou, string? Tiles);

/// <summary>A class's figures. Null where it has no objects to find.</summary>
/// <param name="Id">The category's id in the annotations.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Objects">How many objects there are to find.</param>
/// <param name="Ap">Average precision over the overlaps .5 to .95.</param>
/// <param name="Ap50">Average precision at an overlap of .5.</param>
/// <param name="Precision">Precision at the best threshold of all classes together, overlap .5.</param>
/// <param name="Recall">Recall there.</param>
/// <param name="F1">F1 there.</param>
internal sealed record ClassFigures(int Id, string Name, int Objects, double? Ap, double? Ap50, double? Precision, double? Recall, double? F1);

/// <summary>The mistakes in a picture.</summary>
/// <param name="File">Its name.</param>
/// <param name="Right">Detections that found an object.</param>
/// <param name="Wrong">Detections that found none.</param>
/// <param name="Missed">Objects not found.</param>
internal sealed record PictureMistakes(string File, int Right, int Wrong, int Missed);
