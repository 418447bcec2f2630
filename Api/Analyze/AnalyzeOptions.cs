using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Api.Problems;
using Detection;
using Detection.Tiling;
using Microsoft.Extensions.Primitives;

namespace Api.Analyze;

/// <summary>
/// The options of a request as they are collected: from the query first, then from form fields or JSON members, which are stronger. Ranges are the
/// detector's to judge; here values only become numbers, switches and lists.
/// </summary>
internal sealed class AnalyzeOptions : IFormFields
{
    // More than any model has. Each is looked for among the model's: a list without an end would be work without one.
    private const int MostClasses = 1_000;

    /// <summary>Most bytes that the value of an option may have.</summary>
    internal const int LongestValue = 64 * 1024;

    private static readonly FrozenSet<string> Names =
        FrozenSet.Create("confidence", "iou", "max_detections", "agnostic_nms", "classes", "tiles", "image_name");

    private float? _confidence;
    private float? _iou;
    private int? _maxDetections;
    private bool? _agnosticNms;
    private List<string>? _classes;
    private TileGrid? _tiles;
    private bool _areClassesOfQuery;

    /// <summary>Name of the picture, where one was given.</summary>
    internal string? ImageName { get; private set; }

    /// <summary>Whether a name is that of an option.</summary>
    internal static bool IsOption(string name) => Names.Contains(name);

    bool IFormFields.Takes(string name) => IsOption(name);

    void IFormFields.Add(string name, string value) => Add(name, value);

    /// <summary>What was collected, for the detector.</summary>
    internal DetectionOptions ToDetectionOptions() => new()
    {
        Confidence = _confidence,
        Iou = _iou,
        MaxDetections = _maxDetections,
        AgnosticNms = _agnosticNms,
        Classes = _classes,
        Tiles = _tiles,
    };

    /// <summary>Takes the options among a request's query values.</summary>
    /// <exception cref="ApiException">400: a value is of the wrong kind.</exception>
    internal void AddQuery(IQueryCollection query)
    {
        foreach ((string name, StringValues values) in query)
        {
            foreach (string? value in values)
            {
                Add(name, value ?? string.Empty);
            }
        }

        _areClassesOfQuery = true;
    }

    /// <summary>Takes one value as text; a name that is no option is passed over. Several values of <c>classes</c> add up, but those of the body not to those of the query.</summary>
    /// <exception cref="ApiException">400: the value is of the wrong kind.</exception>
    internal void Add(string name, string value)
    {
        switch (name)
        {
            case "confidence":
                _confidence = ParseNumber(name, value);
                break;
            case "iou":
                _iou = ParseNumber(name, value);
                break;
            case "max_detections":
                _maxDetections = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) ? count : throw Wrong(name, "a whole number");
                break;
            case "agnostic_nms":
                _agnosticNms = value switch
                {
                    "1" or "" => true,
                    "0" => false,
                    _ => bool.TryParse(value, out bool on) ? on : throw Wrong(name, "true or false"),
                };
                break;
            case "classes":
                if (_areClassesOfQuery)
                {
                    _classes = null;
                    _areClassesOfQuery = false;
                }

                foreach (Range part in value.AsSpan().Split(','))
                {
                    if (value.AsSpan()[part].Trim() is { Length: > 0 } nameOrId)
                    {
                        AddClass(nameOrId.ToString());
                    }
                }

                break;
            case "tiles":
                _tiles = value switch
                {
                    "" or "none" => null,
                    _ => TileGrid.TryParse(value, out TileGrid grid) ? grid : throw Wrong(name, "auto, none, or rows x columns, such as 2x3"),
                };
                break;
            case "image_name":
                ImageName = value;
                break;
        }
    }

    /// <summary>Takes the value of a JSON member the reader stands on; a name that is no option is passed over.</summary>
    /// <exception cref="ApiException">400: the value is of the wrong kind.</exception>
    internal void Add(string name, ref Utf8JsonReader reader)
    {
        if (!IsOption(name))
        {
            reader.Skip();
            return;
        }

        if (reader.ValueSpan.Length > LongestValue)
        {
            throw Wrong(name, $"at most {LongestValue} bytes long");
        }

        if (name == "classes" && reader.TokenType == JsonTokenType.StartArray)
        {
            _classes = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                AddClass(reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString()!,
                    JsonTokenType.Number when reader.TryGetInt32(out int id) => id.ToString(CultureInfo.InvariantCulture),
                    _ => throw Wrong(name, "a list of class names or ids"),
                });
            }

            return;
        }

        if (name == "classes" && reader.TokenType != JsonTokenType.Null)
        {
            _classes = null;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Add(name, reader.GetString()!);
                break;
            case JsonTokenType.Number:
                Add(name, System.Text.Encoding.ASCII.GetString(reader.ValueSpan));
                break;
            case JsonTokenType.True:
            case JsonTokenType.False:
                Add(name, reader.TokenType == JsonTokenType.True ? "true" : "false");
                break;
            case JsonTokenType.Null:
                break;
            default:
                throw Wrong(name, "a plain value");
        }
    }

    private void AddClass(string nameOrId)
    {
        _classes ??= [];
        if (_classes.Count == MostClasses)
        {
            throw Wrong("classes", $"a list of at most {MostClasses} names or ids");
        }

        _classes.Add(nameOrId);
    }

    private static float ParseNumber(string name, string value) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : throw Wrong(name, "a number");

    private static ApiException Wrong(string name, string kind) => new(StatusCodes.Status400BadRequest, $"{name} must be {kind}.");
}
