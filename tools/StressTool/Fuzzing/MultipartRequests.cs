using System.Globalization;
using System.Text;
using StressTool.Http;
using StressTool.Pictures;

namespace StressTool.Fuzzing;

/// <summary>Bodies with the media type of a multipart form.</summary>
internal static class MultipartRequests
{
    private const string Boundary = "boundary";

    private static readonly string[] Options = ["confidence", "iou", "max_detections", "agnostic_nms", "classes", "image_name", "unknown"];

    internal static FuzzCase Create(Random random, string id)
    {
        (string type, byte[] body, string description) = Form(random);
        return new FuzzCase(id, $"form: {description}", RequestBytes.Post("/analyze", type, body));
    }

    private static (string Type, byte[] Body, string Description) Form(Random random) => random.Next(11) switch
    {
        0 => (BrokenType(random), Valid(), "boundary of the type"),
        1 => (Usual, BrokenBoundaries(random), "boundaries of the body"),
        2 => (Usual, ManyParts(random), "many parts"),
        3 => (Usual, BrokenHeaders(random), "headers of a part"),
        4 => (Usual, Nested(random), "nested"),
        5 => (Usual, random.Damage(Valid()), "bits flipped"),
        6 => (Usual, Valid()[..random.Next(Valid().Length)], "truncated"),
        7 => (Usual, LargeField(random), "large field"),
        8 => (Usual, [.. random.Bytes(random.Next(100_000)), .. Valid()], "preamble"),
        9 => (Usual, [.. Valid(), .. random.Bytes(random.Next(100_000))], "epilogue"),
        _ => (Usual, random.Bytes(random.Next(10_000)), "noise"),
    };

    private static string Usual => $"multipart/form-data; boundary={Boundary}";

    private static string BrokenType(Random random) => "multipart/form-data" + random.Pick(
        string.Empty, ";", "; boundary", "; boundary=", "; boundary=\"\"", "; boundary=\"boundary", "; boundary=boundary; boundary=other", "; boundary=--boundary", "; boundary=\" \"",
        "; BOUNDARY=boundary", "; boundary=" + new string('b', 70), "; boundary=" + new string('b', 256), "; boundary=" + new string('b', 3_000), "; charset=utf-16; boundary=boundary", "; boundary=\"a\\\"b\"");

    private static byte[] BrokenBoundaries(Random random) =>
    [
        .. Text(random.Pick("--boundary\r\n", "-boundary\r\n", "--boundary\n", "--boundary", "--boundary  \t \r\n", "--boundar\r\n", "\r\n\r\n--boundary\r\n", "--boundary--\r\n", "--boundaryx\r\n")),
        .. Part("name=\"image\"; filename=\"x\"", SeedPicture.Small.Bytes),
        .. Text(random.Pick("\r\n--boundary--\r\n", "\r\n--boundary--", "\r\n--boundary-", "\r\n--boundary", "\r\n--boundary\r\n", "\n--boundary--\n", string.Empty, "\r\n--boundary--garbage", "\r\n--boundary\r\n\r\n--boundary--\r\n")),
    ];

    private static byte[] ManyParts(Random random)
    {
        int count = random.Next(1_000, 5_000);
        bool areFiles = random.Next(2) == 0;
        string name = random.Pick(Options);
        StringBuilder body = new();
        for (int i = 0; i < count; i++)
        {
            body.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{(areFiles ? "; filename=\"x\"" : string.Empty)}\r\n\r\n{i}\r\n");
        }

        return [.. Text(body.ToString()), .. random.Next(2) == 0 ? Valid() : Text($"--{Boundary}--\r\n")];
    }

    private static byte[] BrokenHeaders(Random random)
    {
        string headers = random.Pick(
            string.Empty, "Content-Disposition", ": x", "Content-Disposition:", "Content-Disposition: form-data", "Content-Disposition: form-data; name", "Content-Disposition: form-data; name=",
            "Content-Disposition: attachment; filename=\"x\"", "Content-Disposition: form-data; name=\"image\"; filename*=UTF-8''%ff%fe", "Content-Disposition: form-data; name=\"image\"; filename*=nonsense",
            "Content-Disposition: form-data; name=\"image\"; filename=\"=?utf-8?B?!!!?=\"", "Content-Disposition: form-data; name=\"image\"; filename=\"" + new string('x', random.Next(20_000)) + "\"",
            "Content-Disposition: form-data; name=\"image\"; filename=\"x\"\r\nContent-Disposition: form-data; name=\"iou\"", "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x\"",
            "Content-Disposition: form-data; name=\"image\"; filename=\"x\"\r\n folded: y", "Content-Disposition: form-data; name=\"image\"\0; filename=\"x\"", string.Concat(Enumerable.Repeat("X-A: b\r\n", random.Next(1, 200))) + "Content-Disposition: form-data; name=\"image\"; filename=\"x\"");
        return [.. Text($"--{Boundary}\r\n{headers}\r\n\r\n"), .. SeedPicture.Small.Bytes, .. Text($"\r\n--{Boundary}--\r\n")];
    }

    private static byte[] Nested(Random random)
    {
        byte[] inner = Valid();
        for (int depth = random.Next(1, 20); depth > 0; depth--)
        {
            inner =
            [
                .. Text($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{random.Pick("image", "other", "files")}\"{random.Pick(string.Empty, "; filename=\"x\"")}\r\nContent-Type: multipart/mixed; boundary={random.Pick("inner", Boundary)}\r\n\r\n"),
                .. inner,
                .. Text($"\r\n--{Boundary}--\r\n"),
            ];
        }

        return inner;
    }

    private static byte[] LargeField(Random random) =>
    [
        .. Text($"--{Boundary}\r\n"), .. Part($"name=\"{random.Pick(Options)}\"", Text(new string(random.Pick('1', ',', 'a', '\0'), random.Pick(65_535, 65_536, 65_537, 1_000_000)))), .. Text("\r\n"), .. Valid(),
    ];

    private static byte[] Valid() => [.. Text($"--{Boundary}\r\n"), .. Part("name=\"image\"; filename=\"x.jpg\"", SeedPicture.Small.Bytes), .. Text($"\r\n--{Boundary}--\r\n")];

    private static byte[] Part(string disposition, byte[] content) => [.. Text($"Content-Disposition: form-data; {disposition}\r\n\r\n"), .. content];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
