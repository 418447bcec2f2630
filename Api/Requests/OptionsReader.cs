using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Api.Access;
using Api.Problems;
using Detection;
using Detection.Tiling;
using Microsoft.Extensions.Primitives;

namespace Api.Requests;

/// <summary>
/// Reads the options of a request into those of the detector: the query's first, then form fields or JSON members, which override them. It judges the
/// type of a value; the detector judges its range.
/// </summary>
internal sealed class OptionsReader : IFormFields
{
    /// <summary>Longest value of an option, in bytes.</summary>
    internal const int LongestValue = 64 * 1024;

    // More than any model has. Each one is looked up among the model's classes: a list without a limit is work without a limit.
    private const int MostClasses = 1_000;

    private static readonly FrozenSet<string> Names =
        FrozenSet.Create("confidence", "iou", "max_detections", "agnostic_nms", "classes", "tiles", "image_name");

    private List<string>? _classes;
    private bool _areClassesOfQuery;

    /// <summary>Reads the options in a request's query.</summary>
    /// <exception cref="ApiException">400: a value is of the wrong type.</exception>
    internal OptionsReader(HttpRequest request)
    {
        Options = new DetectionOptions { IsWarmUp = Caller.IsWarmUp(request.HttpContext.User) };
        foreach ((string name, StringValues values) in request.Query)
        {
            foreach (string? value in values)
            {
                Add(name, value ?? string.Empty);
            }
        }

        _areClassesOfQuery = true;
    }

    /// <summary>The options read so far.</summary>
    internal DetectionOptions Options { get; private set; }

    /// <summary>The picture's name; null where the request gives none.</summary>
    internal string? ImageName { get; private set; }

    /// <summary>Whether a name is that of an option.</summary>
    public bool Takes(string name) => Names.Contains(name);

    /// <summary>
    /// Reads one value as text; a name that is no option is ignored. Several values of <c>classes</c> add up, but those of the body replace those of the
    /// query.
    /// </summary>
    /// <exception cref="ApiException">400: the value is of the wrong type.</exception>
    public void Add(string name, string value)
    {
        switch (name)
        {
            case "confidence":
                Options = Options with { Confidence = ParseNumber(name, value) };
                break;
            case "iou":
                Options = Options with { Iou = ParseNumber(name, value) };
                break;
            case "max_detections":
                Options = Options with
                {
                    MaxDetections = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count)
                        ? count
                        : throw Wrong(name, "a whole number"),
                };
                break;
            case "agnostic_nms":
                Options = Options with
                {
                    AgnosticNms = value switch
                    {
                        "1" or "" => true,
                        "0" => false,
                        _ => bool.TryParse(value, out bool on) ? on : throw Wrong(name, "true or false"),
                    },
                };
                break;
            case "classes":
                AddClasses(value);
                break;
            case "tiles":
                Options = Options with
                {
                    Tiles = value switch
                    {
                        "" or "none" => null,
                        _ => TileGrid.TryParse(value, out TileGrid grid) ? grid : throw Wrong(name, "auto, none, or rows x columns, such as 2x3"),
                    },
                };
                break;
            case "image_name":
                ImageName = value;
                break;
        }
    }

    /// <summary>Reads the value of the JSON member that the reader stands on; a name that is no option is ignored.</summary>
    /// <exception cref="ApiException">400: the value is of the wrong type.</exception>
    internal void Add(string name, ref Utf8JsonReader reader)
    {
        if (!Takes(name))
        {
            reader.Skip();
            return;
        }

        if (reader.ValueSpan.Length > LongestValue)
        {
            throw Wrong(name, $"at most {LongestValue} bytes long");
        }

        if (name == "classes" && reader.TokenType != JsonTokenType.Null)
        {
            SetClasses(null);
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when name == "classes":
                AddClasses(ref reader);
                break;
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

    private void AddClasses(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            AddClass(reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number when reader.TryGetInt32(out int id) => id.ToString(CultureInfo.InvariantCulture),
                _ => throw Wrong("classes", "a list of class names or ids"),
            });
        }
    }

    private void AddClasses(string namesOrIds)
    {
        if (_areClassesOfQuery)
        {
            SetClasses(null);
        }

        foreach (Range part in namesOrIds.AsSpan().Split(','))
        {
            if (namesOrIds.AsSpan()[part].Trim() is { Length: > 0 } nameOrId)
            {
                AddClass(nameOrId.ToString());
            }
        }
    }

    private void AddClass(string nameOrId)
    {
        if (_classes is null)
        {
            SetClasses([]);
        }

        if (_classes!.Count == MostClasses)
        {
            throw Wrong("classes", $"a list of at most {MostClasses} names or ids");
        }

        _classes.Add(nameOrId);
    }

    private void SetClasses(List<string>? classes)
    {
        _classes = classes;
        _areClassesOfQuery = false;
        Options = Options with { Classes = classes };
    }

    private static float ParseNumber(string name, string value) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : throw Wrong(name, "a number");

    private static ApiException Wrong(string name, string type) => new(StatusCodes.Status400BadRequest, $"{name} must be {type}.");
}
