using System.Globalization;
using System.Text;
using StressTool.Http;
using StressTool.Pictures;

namespace StressTool.Fuzzing;

/// <summary>A good picture with bad options.</summary>
internal static class OptionRequests
{
    private const string Boundary = "boundary";

    private static readonly string[] Names = ["confidence", "iou", "max_detections", "agnostic_nms", "classes", "image_name", "CONFIDENCE", "unknown"];

    private static readonly string[] Values =
    [
        "NaN", "-NaN", "Infinity", "-Infinity", "\u221e", "1e39", "-1e39", "1e-50", "-0", "-0.0001", "1.0001", "1,5", "0x10", "1_000", " 0.5 ", "\t", "", "+0.5", "2147483648", "-2147483649",
        "99999999999999999999", "1e3", "true", "TRUE", "yes", "null", "undefined", "dog", "dog,dog,dog", ",,,", "-1", "80", "79", "0,1,2", "d\u00f6g", "dog\0", "\ud83d\udc36", "../..", "a/b\\c", "\u202e", "%s%n", "{0}",
    ];

    internal static FuzzCase Create(Random random, string id)
    {
        (string Name, string Value)[] options = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (random.Pick(Names), Value(random)))];
        string description = string.Join(", ", options.Select(option => $"{option.Name}={Shortened(option.Value)}"));
        return random.Next(3) switch
        {
            0 => new FuzzCase(id, $"options in the query: {description}", InQuery(options)),
            1 => new FuzzCase(id, $"options in a form: {description}", InForm(options)),
            _ => new FuzzCase(id, $"options in JSON: {description}", InJson(random, options)),
        };
    }

    private static string Value(Random random) => random.Next(8) switch
    {
        0 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        1 => ((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))).ToString("R", CultureInfo.InvariantCulture),
        2 => string.Join(',', Enumerable.Range(0, random.Next(1, 2_000)).Select(_ => random.Pick("dog", "cat", "1", "79", "x"))),
        3 => new string(random.Pick('1', '9', ',', 'x'), random.Next(1, 9_000)),
        _ => random.Pick(Values),
    };

    private static byte[] InQuery((string Name, string Value)[] options)
    {
        string query = string.Join('&', options.Select(option => $"{Uri.EscapeDataString(option.Name)}={Uri.EscapeDataString(option.Value)}"));
        return RequestBytes.Post($"/analyze?{query}", "image/jpeg", SeedPicture.Small.Bytes);
    }

    private static byte[] InForm((string Name, string Value)[] options)
    {
        StringBuilder fields = new();
        foreach ((string name, string value) in options)
        {
            fields.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }

        fields.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x.jpg\"\r\n\r\n");
        byte[] body = [.. Encoding.UTF8.GetBytes(fields.ToString()), .. SeedPicture.Small.Bytes, .. Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n")];
        return RequestBytes.Post("/analyze", $"multipart/form-data; boundary={Boundary}", body);
    }

    // As a text, as it stands (which need not be JSON), or as a list.
    private static byte[] InJson(Random random, (string Name, string Value)[] options)
    {
        string members = string.Concat(options.Select(option => random.Next(3) switch
        {
            0 => $"\"{option.Name}\":{option.Value},",
            1 => $"\"{option.Name}\":[{string.Join(',', option.Value.Split(',').Select(Quoted))}],",
            _ => $"\"{option.Name}\":{Quoted(option.Value)},",
        }));
        return RequestBytes.Post("/analyze", "application/json", Encoding.UTF8.GetBytes($"{{{members}\"image_data\":\"{Convert.ToBase64String(SeedPicture.Small.Bytes)}\"}}"));
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
