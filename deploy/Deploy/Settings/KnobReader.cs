using System.Globalization;

namespace Deploy.Settings;

/// <summary>
/// Reads knobs out of the CDK's context and goes on after a fault, so that all faults are named together. What has been asked for is what exists:
/// the list of knobs is the reading itself.
/// </summary>
/// <param name="context">The context, every value as text.</param>
internal sealed class KnobReader(IReadOnlyDictionary<string, string> context)
{
    /// <summary>What the keys of our knobs start with; the rest of the context is the CDK's.</summary>
    internal const string Prefix = "detection:";

    private const string NoDefault = "none";

    private readonly List<string> _faults = [];
    private readonly List<Knob> _known = [];

    /// <summary>The faults so far, a sentence each.</summary>
    internal IReadOnlyList<string> Faults => _faults;

    /// <summary>The knobs asked for so far, in that order.</summary>
    internal IReadOnlyList<Knob> Known => _known;

    /// <summary>Whether a knob is set to something.</summary>
    internal bool IsSet(string name) => ValueOf(name) is not null;

    /// <summary>Adds an error unless the condition holds.</summary>
    internal void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            _faults.Add(sentence);
        }
    }

    /// <summary>A whole number in a range.</summary>
    internal int Whole(string name, int standard, int min, int max)
    {
        string range = Invariant($"a whole number from {min} to {max}");
        return Read(name, Invariant($"{standard}"), range) is not { } text ? standard
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max ? value
            : Refuse(name, text, range, standard);
    }

    /// <summary>A whole number out of a few.</summary>
    internal int OneOf(string name, int standard, IReadOnlyList<int> allowed)
    {
        string range = $"one of {string.Join(", ", allowed)}";
        return Read(name, Invariant($"{standard}"), range) is not { } text ? standard
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && allowed.Contains(value) ? value
            : Refuse(name, text, range, standard);
    }

    /// <summary>A number from 0 to 1; null where it is not set.</summary>
    internal double? Fraction(string name)
    {
        const string range = "a number from 0 to 1";
        return Read(name, NoDefault, range) is not { } text ? null
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1 ? value
            : Refuse<double?>(name, text, range, null);
    }

    /// <summary>Yes or no.</summary>
    internal bool Switch(string name, bool standard)
    {
        const string range = "true or false";
        return Read(name, standard ? "true" : "false", range) is not { } text ? standard
            : bool.TryParse(text, out bool value) ? value
            : Refuse(name, text, range, standard);
    }

    /// <summary>One of a few words.</summary>
    internal T Choice<T>(string name, string standard, IReadOnlyDictionary<string, T> choices)
    {
        string range = string.Join(" or ", choices.Keys);
        return Read(name, standard, range) is not { } text ? choices[standard]
            : choices.TryGetValue(text, out T? value) ? value
            : Refuse(name, text, range, choices[standard]);
    }

    /// <summary>A text that fits a rule; null where it is not set and has no default.</summary>
    internal string? Text(string name, string? standard, string range, Func<string, bool> fits) =>
        Read(name, standard ?? NoDefault, range) is not { } text ? standard
        : fits(text) ? text
        : Refuse(name, text, range, standard);

    /// <summary>Reports the keys with our prefix that are not knobs, so that a typing error is found. Call it last.</summary>
    internal void RefuseUnknown()
    {
        string names = string.Join(", ", _known.Select(knob => knob.Name));
        foreach (string key in context.Keys.Where(key => key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
        {
            Require(_known.Exists(knob => Prefix + knob.Name == key), $"{key} is not a knob; those that start with {Prefix} are: {names}.");
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private string? Read(string name, string standard, string range)
    {
        _known.Add(new Knob(name, standard, range));
        return ValueOf(name);
    }

    // An empty value (-c detection:modelPath=) means the default.
    private string? ValueOf(string name) => context.TryGetValue(Prefix + name, out string? text) && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private T Refuse<T>(string name, string text, string range, T standard)
    {
        _faults.Add($"{Prefix}{name} is '{text}', which is not {range}.");
        return standard;
    }
}

/// <summary>A setting of the deployment.</summary>
/// <param name="Name">The context key without the prefix.</param>
/// <param name="Default">The default as text; <c>none</c> where there is none.</param>
/// <param name="Range">The values allowed, in words.</param>
internal sealed record Knob(string Name, string Default, string Range);
