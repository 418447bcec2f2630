using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Api.Tests.Lambda;

/// <summary>Events made by a test: the same request in each shape.</summary>
internal static class TestEvents
{
    /// <summary>The shapes.</summary>
    internal static TheoryData<string> Kinds => ["rest", "http-api", "function-url", "alb-single", "alb-multi"];

    /// <summary>A request in a shape.</summary>
    internal static string Create(
        string kind, string method, string path, string query = "", string? contentType = null, byte[]? body = null, bool isBase64 = true,
        params (string Name, string Value)[] headers)
    {
        JsonObject single = new() { ["host"] = "example.com", ["x-forwarded-proto"] = "https", ["x-forwarded-for"] = "203.0.113.7" };
        if (contentType is not null)
        {
            single["content-type"] = contentType;
        }

        foreach ((string name, string value) in headers)
        {
            single[name] = value;
        }

        JsonObject root = kind switch
        {
            "rest" => new JsonObject
            {
                ["resource"] = "/{proxy+}",
                ["path"] = path,
                ["httpMethod"] = method,
                ["multiValueHeaders"] = Lists(single),
                ["multiValueQueryStringParameters"] = query.Length == 0 ? null : Lists(query),
                ["pathParameters"] = new JsonObject { ["proxy"] = path[1..] },
                ["requestContext"] = new JsonObject
                {
                    ["path"] = "/prod" + path,
                    ["stage"] = "prod",
                    ["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.7" },
                },
            },
            "http-api" or "function-url" => new JsonObject
            {
                ["version"] = "2.0",
                ["routeKey"] = kind == "http-api" ? "ANY /{proxy+}" : "$default",
                ["rawPath"] = (kind == "http-api" ? "/prod" : string.Empty) + path,
                ["rawQueryString"] = query,
                ["headers"] = single,
                ["pathParameters"] = new JsonObject { ["proxy"] = path[1..] },
                ["requestContext"] = new JsonObject
                {
                    ["stage"] = kind == "http-api" ? "prod" : "$default",
                    ["http"] = new JsonObject
                    {
                        ["method"] = method,
                        ["path"] = (kind == "http-api" ? "/prod" : string.Empty) + path,
                        ["protocol"] = "HTTP/1.1",
                        ["sourceIp"] = "203.0.113.7",
                    },
                },
            },
            "alb-single" or "alb-multi" => new JsonObject
            {
                ["requestContext"] = new JsonObject { ["elb"] = new JsonObject { ["targetGroupArn"] = "arn:aws:elasticloadbalancing:target" } },
                ["httpMethod"] = method,
                ["path"] = path,
                [kind == "alb-multi" ? "multiValueQueryStringParameters" : "queryStringParameters"] = kind == "alb-multi" ? Lists(query) : Texts(query),
                [kind == "alb-multi" ? "multiValueHeaders" : "headers"] = kind == "alb-multi" ? Lists(single) : single,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of event."),
        };
        root["body"] = body is null ? null : isBase64 ? Convert.ToBase64String(body) : System.Text.Encoding.UTF8.GetString(body);
        root["isBase64Encoded"] = body is not null && isBase64;
        return root.ToJsonString();
    }

    private static JsonObject Lists(JsonObject texts) => new(texts.Select(text => KeyValuePair.Create(text.Key, (JsonNode?)new JsonArray(text.Value!.DeepClone()))));

    private static JsonObject Lists(string query) => new(QueryHelpers.ParseQuery(query).Select(pair =>
        KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray([.. pair.Value.Select(value => (JsonNode?)JsonValue.Create(value))]))));

    private static JsonObject Texts(string query) => new(QueryHelpers.ParseQuery(query).Select(pair =>
        KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value.ToString()))));
}
