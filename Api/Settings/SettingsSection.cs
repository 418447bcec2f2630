using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Api.Settings;

/// <summary>
/// One section of the settings as options. Unlike the framework's binder it goes on after a value it cannot read, so that every fault is named,
/// and it names settings that do not exist.
/// </summary>
/// <typeparam name="TOptions">The options; their properties are numbers, switches, texts or lists of texts.</typeparam>
internal sealed class SettingsSection<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IConfigurationSection section)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    private static readonly PropertyInfo[] Properties =
        [.. typeof(TOptions).GetProperties().Where(property => property.SetMethod is { IsPublic: true })];

    public void Configure(TOptions options) => Read(options, []);

    /// <summary>
    /// The section as options, not validated: for what is set up before the settings are judged, so that it does not stop the start for one fault alone.
    /// </summary>
    internal TOptions Read()
    {
        TOptions options = new();
        Configure(options);
        return options;
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        List<string> faults = [];
        Read(options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private void Read(TOptions options, List<string> faults)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            PropertyInfo? property = Array.Find(Properties, property => property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                faults.Add($"{setting.Path} is not a setting; {section.Path} has {string.Join(", ", Properties.Select(known => known.Name))}.");
            }
            else if (!TryConvert(setting, property.PropertyType, out object? value))
            {
                faults.Add($"{setting.Path} is '{setting.Value}', which is not {Describe(property.PropertyType)}.");
            }
            else if (value is not null)
            {
                property.SetValue(options, value);
            }
        }
    }

    /// <summary>Converts a setting; null, which leaves the default, where it is empty.</summary>
    private static bool TryConvert(IConfigurationSection setting, Type type, out object? value)
    {
        if (type == typeof(string[]))
        {
            // A list in a file has children; in the environment it may be one text with commas.
            value = setting.Value is { } text
                ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : setting.GetChildren().Select(child => child.Value ?? string.Empty).ToArray();
            return true;
        }

        value = null;
        if (string.IsNullOrWhiteSpace(setting.Value))
        {
            return !setting.GetChildren().Any();
        }

        value = Convert(setting.Value, Nullable.GetUnderlyingType(type) ?? type);
        return value is not null;
    }

    private static object? Convert(string text, Type type) => type switch
    {
        _ when type == typeof(string) => text,
        _ when type == typeof(bool) => bool.TryParse(text, out bool value) ? value : null,
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null,
        _ when type == typeof(long) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : null,
        _ when type == typeof(float) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : null,
        _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
        _ when type == typeof(TimeSpan) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) ? value : null,
        _ => throw new NotSupportedException($"Settings of type {type} are not read."),
    };

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number that fits",
        var t when t == typeof(float) || t == typeof(double) => "a number",
        var t when t == typeof(TimeSpan) => "a time as hh:mm:ss",
        _ => "a text",
    };
}
