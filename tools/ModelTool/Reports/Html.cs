using System.Globalization;
using System.Net;
using System.Text;

namespace ModelTool.Reports;

/// <summary>Puts HTML together: what is interpolated is encoded, except other <see cref="Html"/>. Numbers are written invariantly.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup whose holes are encoded.</summary>
    internal Html Add(FormattableString markup)
    {
        object?[] arguments = [.. markup.GetArguments().Select(argument => argument is Html html ? html.ToString() : Encode(argument))];
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, arguments);
        return this;
    }

    /// <summary>Adds a part for each item.</summary>
    internal Html AddEach<T>(IEnumerable<T> items, Action<Html, T> add)
    {
        foreach (T item in items)
        {
            add(this, item);
        }

        return this;
    }

    /// <summary>Adds markup as it is.</summary>
    internal Html AddRaw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>The markup.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A figure of 0 to 1 with three decimals, or a dash for none.</summary>
    internal static string Figure(double? value) => value is { } number ? number.ToString("F3", CultureInfo.InvariantCulture) : "–";

    /// <summary>A difference with its sign and three decimals, or a dash for none.</summary>
    internal static string Signed(double? value) => value is { } number ? number.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture) : "–";

    /// <summary>A number with two decimals.</summary>
    internal static string Two(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>A length in bytes, as MB of 1,048,576.</summary>
    internal static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MB");

    private static string Encode(object? value) =>
        WebUtility.HtmlEncode(value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? string.Empty);
}
