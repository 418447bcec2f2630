using System.Text;

namespace Api.Lambda.Runtime;

/// <summary>A small picture to warm up with: a colour gradient of 64 x 48 pixels, so that decoding and resampling are warmed up too.</summary>
internal static class WarmUpPicture
{
    private const string Base64 =
        "/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSk"
        + "pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAwAEADASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAQACBv/EABUQAQEAAAAAAAAAAAAAAAAA"
        + "AAAR/8QAFwEBAQEBAAAAAAAAAAAAAAAAAgEABP/EABURAQEAAAAAAAAAAAAAAAAAAAAB/9oADAMBAAIRAxEAPwDmoYoYjQQwwxCghihiHBDDFGKMRQwxnNKIYYoxyqKGGIUohihi"
        + "FKxFDDFc0ohihiHKIYYohSqGKGMUr//Z";

    /// <summary>The picture, as JPEG.</summary>
    internal static ReadOnlyMemory<byte> Jpeg { get; } = Convert.FromBase64String(Base64);

    /// <summary>An event of a REST API, the usual way in, that asks for the picture's analysis.</summary>
    internal static byte[] RequestEvent() => Encoding.UTF8.GetBytes(
        $$$"""
        {"resource":"/analyze","path":"/analyze","httpMethod":"POST","multiValueHeaders":{"Content-Type":["application/json"],"Host":["localhost"]},
        "requestContext":{"path":"/prod/analyze","stage":"prod","identity":{"sourceIp":"127.0.0.1"}},
        "body":"{\"image_data\":\"{{{Base64}}}\",\"image_name\":\"warm-up.jpg\"}","isBase64Encoded":false}
        """);
}
