using System.Text;
using StressTool.Http;
using StressTool.Pictures;

namespace StressTool.Fuzzing;

/// <summary>Bodies with the media type JSON.</summary>
internal static class JsonRequests
{
    private static readonly string Picture = Convert.ToBase64String(SeedPicture.Small.Bytes);

    private static readonly string[] Members = ["image_data", "image_name", "confidence", "iou", "max_detections", "classes", "agnostic_nms", "unknown", ""];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1e999", "-1e999", "1e-999", "123456789012345678901234567890", "0.1", "\"\"", "\"NaN\"", "\"Infinity\"", "[]", "{}",
        "[[]]", "{\"a\":{}}", "[1,\"dog\",null]", "[1e9]", "[-1]", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"../../etc/passwd\"", "00", "+1", ".5", "1.", "NaN", "'x'",
    ];

    private static readonly string[] MediaTypes =
        ["application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/vnd.api+json", "APPLICATION/JSON", "application/json; charset=\"nonsense\""];

    internal static FuzzCase Create(Random random, string id)
    {
        (byte[] body, string description) = Body(random);
        return new FuzzCase(id, $"JSON: {description}", RequestBytes.Post("/analyze", random.Pick(MediaTypes), body));
    }

    private static (byte[] Body, string Description) Body(Random random) => random.Next(12) switch
    {
        0 => (Text(Deep(random)), "deep"),
        1 => (BrokenUtf8(random), "broken UTF-8"),
        2 => (Text($"{{{Member("image_data", Quoted(Picture))},{Member(random.Pick(Members), random.Pick(Values))}}}"), "a member of a wrong type"),
        3 => (Text($"{{{Member("image_data", random.Pick(Values))}}}"), "image_data of a wrong type"),
        4 => (Text(Duplicates(random)), "duplicate members"),
        5 => ([.. Valid(), .. random.Bytes(random.Next(1, 64))], "garbage behind"),
        6 => (Text($"{{{Member("image_data", Quoted(DataUri(random)))}}}"), "data: URI"),
        7 => (random.Damage(Valid()), "bits flipped"),
        8 => (Valid()[..random.Next(Valid().Length)], "truncated"),
        9 => (Text($"{{{Member("image_data", Quoted(Escaped(random)))}}}"), "escaped base64"),
        10 => (Text($"{{{Member(random.Pick(Members), Quoted(new string(random.Pick('a', '/', '\u00e4', '\uffff'), random.Next(1 << 20))))},{Member("image_data", Quoted(Picture))}}}"), "long text"),
        _ => (Encoded(random), "another encoding"),
    };

    private static string Deep(Random random)
    {
        int depth = random.Pick(60, 64, 65, 1_000, 100_000);
        (char open, char close) = random.Pick(('[', ']'), ('{', '}'));
        string opened = open == '[' ? new string('[', depth) : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1";
        return $"{{{Member(random.Pick("a", "classes", "image_data"), opened + (random.Next(2) == 0 ? new string(close, depth) : string.Empty))},{Member("image_data", Quoted(Picture))}}}";
    }

    private static byte[] BrokenUtf8(Random random)
    {
        byte[] broken = random.Pick<byte[]>([0xFF, 0xFE], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80]);
        string name = random.Pick(Members);
        return random.Next(2) == 0
            ? [.. "{\""u8, .. Text(name), .. "\":\""u8, .. broken, .. "\",\"image_data\":\""u8, .. Text(Picture), .. "\"}"u8]
            : [.. "{\""u8, .. broken, .. Text(name), .. "\":1,\"image_data\":\""u8, .. Text(Picture), .. "\"}"u8];
    }

    private static string Duplicates(Random random)
    {
        string name = random.Pick(Members);
        IEnumerable<string> members = Enumerable.Range(0, random.Next(2, 2_000)).Select(_ => Member(name, random.Pick(Values.AsSpan(0, 20))));
        return $"{{{string.Join(',', members.Append(Member("image_data", Quoted(Picture))).Order(StringComparer.Ordinal))}}}";
    }

    private static string DataUri(Random random) => random.Pick("data:", "data:,", "data:;base64,", "data:image/jpeg;base64,", "data:image/jpeg;base64,,", "data:image/jpeg,", "DATA:image/jpeg;base64,", "data:image/png;charset=x;base64,", new string(';', 5_000))
        + random.Pick(string.Empty, Picture, Picture[..^1], Picture + "=", Picture + "====", Picture.Insert(100, " "), Picture.Insert(100, "\\n"), "%FF%D8", new string('A', 100_001));

    private static string Escaped(Random random) => string.Concat(Picture.Select(character =>
        random.Next(3) == 0 ? $"\\u{(int)character:x4}" : character == '/' ? "\\/" : character.ToString())) + random.Pick(string.Empty, "\\n", "\\u0000", "\\ud800");

    private static byte[] Encoded(Random random) => random.Next(4) switch
    {
        0 => [0xEF, 0xBB, 0xBF, .. Valid()],
        1 => [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Valid()],
        2 => Encoding.Unicode.GetBytes(Encoding.ASCII.GetString(Valid())),
        _ => Encoding.UTF32.GetBytes(Encoding.ASCII.GetString(Valid())),
    };

    private static byte[] Valid() => Text($"{{{Member("image_data", Quoted(Picture))},{Member("confidence", "0.3")},{Member("classes", "[\"dog\",1]")}}}");

    private static string Member(string name, string value) => $"\"{name}\":{value}";

    private static string Quoted(string text) => $"\"{text}\"";

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
