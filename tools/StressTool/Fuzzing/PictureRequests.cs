using System.Text;
using StressTool.Http;

namespace StressTool.Fuzzing;

/// <summary>A picture in one of the three forms of a request, in order but for the picture.</summary>
internal static class PictureRequests
{
    private const string Boundary = "boundary";

    private static readonly string[] MediaTypes = ["application/octet-stream", "image/jpeg", "image/png", "image/x-nonsense"];

    // A low threshold makes the head and the suppression work even where there is nothing to see.
    private static readonly string[] Targets = ["/analyze", "/analyze", "/analyze?confidence=0.01", "/analyze?confidence=0&max_detections=1000&agnostic_nms=1"];

    /// <summary>The request, and what form it has.</summary>
    internal static (byte[] Request, string Form) Create(Random random, byte[] picture)
    {
        string target = Targets[random.Next(Targets.Length)];
        return random.Next(10) switch
        {
            0 => (RequestBytes.Post(target, "application/json", Json(picture)), "JSON"),
            1 => (RequestBytes.Post(target, $"multipart/form-data; boundary={Boundary}", Form(picture)), "a form"),
            _ => (RequestBytes.Post(target, MediaTypes[random.Next(MediaTypes.Length)], picture), "the body"),
        };
    }

    /// <summary>The JSON form.</summary>
    internal static byte[] Json(byte[] picture) => Encoding.ASCII.GetBytes($$"""{"image_data":"{{Convert.ToBase64String(picture)}}"}""");

    private static byte[] Form(byte[] picture) =>
    [
        .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"x\"\r\n\r\n"),
        .. picture,
        .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n"),
    ];
}
