using System.Globalization;

namespace StressTool.Reports;

/// <summary>Numbers as reports show them.</summary>
internal static class Format
{
    private const double Mebibyte = 1024 * 1024;

    internal static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Number(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    internal static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N1} ms");

    internal static string Milliseconds(TimeSpan time) => Milliseconds(time.TotalMilliseconds);

    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:N1} s");

    internal static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100:N1}%");

    internal static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:N1} MiB");
}
