using System.Text.Json;

namespace Deploy.Tests.Infrastructure;

[Collection(CdkTests.Name)]
public sealed class DetectionApiTests(SynthesizedStacks stacks)
{
    [NodeFact]
    public void Api_Standard_IsRegionalAndBinary() =>
        stacks.Standard.Assertions.HasResourceProperties("AWS::ApiGateway::RestApi", Json.Object("""
            { "Name": "ObjectDetection", "BinaryMediaTypes": ["*/*"], "EndpointConfiguration": { "Types": ["REGIONAL"] } }
            """));

    [NodeFact]
    public void Stage_Throttling_FollowsTheKnobs()
    {
        stacks.Standard.Assertions.HasResourceProperties("AWS::ApiGateway::Stage", Stage(50, 100));
        stacks.Turned.Assertions.HasResourceProperties("AWS::ApiGateway::Stage", Stage(7, 9));

        static Dictionary<string, object> Stage(int rate, int burst) => Json.Object($$"""
            {
              "StageName": "prod",
              "MethodSettings": [
                {
                  "HttpMethod": "*", "ResourcePath": "/*", "DataTraceEnabled": false, "MetricsEnabled": true,
                  "ThrottlingRateLimit": {{rate}}, "ThrottlingBurstLimit": {{burst}}
                }
              ]
            }
            """);
    }

    [NodeFact]
    public void Routes_Standard_AllGoToTheAliasWithoutKey()
    {
        Assert.Equal(
            ["ANY /", "ANY /{proxy+}", "GET /health", "OPTIONS /analyze", "OPTIONS /health", "POST /analyze"],
            Methods(stacks.Standard).Select(method => method.Route).Order(StringComparer.Ordinal));
        Assert.All(Methods(stacks.Standard), method => Assert.False(method.NeedsKey));

        string alias = Assert.Single(stacks.Standard.Assertions.FindResources("AWS::Lambda::Alias")).Key;
        Assert.All(stacks.Standard.Resources("AWS::ApiGateway::Method"), method =>
        {
            JsonElement integration = method.GetProperty("Properties").GetProperty("Integration");
            Assert.Equal("AWS_PROXY", integration.GetProperty("Type").GetString());
            Assert.Equal(29_000, integration.GetProperty("TimeoutInMillis").GetInt32());
            Assert.Contains($"{{{alias}}}/invocations", SynthesizedTemplate.Text(integration.GetProperty("Uri")), StringComparison.Ordinal);
        });
    }

    [NodeFact]
    public void Routes_ApiKey_IsNeededForAllButHealthAndPreflights() =>
        Assert.Equal(
            ["ANY /", "ANY /{proxy+}", "POST /analyze"],
            Methods(stacks.Turned).Where(method => method.NeedsKey).Select(method => method.Route).Order(StringComparer.Ordinal));

    [NodeFact]
    public void UsagePlan_ApiKey_HasThrottlingAndQuota()
    {
        stacks.Turned.Assertions.ResourceCountIs("AWS::ApiGateway::ApiKey", 1);
        stacks.Turned.Assertions.ResourceCountIs("AWS::ApiGateway::UsagePlanKey", 1);
        stacks.Turned.Assertions.HasResourceProperties("AWS::ApiGateway::UsagePlan", Json.Object("""
            { "Throttle": { "RateLimit": 7, "BurstLimit": 9 }, "Quota": { "Limit": 1000, "Period": "DAY" } }
            """));
    }

    [NodeFact]
    public void UsagePlan_NoApiKey_IsNotThere()
    {
        stacks.Standard.Assertions.ResourceCountIs("AWS::ApiGateway::ApiKey", 0);
        stacks.Standard.Assertions.ResourceCountIs("AWS::ApiGateway::UsagePlan", 0);
    }

    [NodeFact]
    public void Account_LogRole_IsLeftAlone() => stacks.Standard.Assertions.ResourceCountIs("AWS::ApiGateway::Account", 0);

    [NodeFact]
    public void Outputs_Standard_UrlAndAReadyCurlLine()
    {
        Assert.Equal(
            ["AliasArn", "Curl", "FunctionName", "Url"],
            stacks.Standard.Json.GetProperty("Outputs").EnumerateObject().Select(output => output.Name).Order(StringComparer.Ordinal));
        string url = stacks.Standard.Output("Url");
        Assert.Matches(@"^https://\{Api\w+\}\.execute-api\.\{AWS::Region\}\.\{AWS::URLSuffix\}/\{Api\w+\}/$", url);
        Assert.Equal($"curl -X POST '{url}analyze' -H 'Content-Type: image/jpeg' --data-binary @picture.jpg", stacks.Standard.Output("Curl"));
    }

    [NodeFact]
    public void Outputs_ApiKey_CurlLineFetchesIt()
    {
        string key = stacks.Turned.Output("ApiKeyId");

        Assert.Contains(
            $"-H \"x-api-key: $(aws apigateway get-api-key --api-key {key} --include-value --query value --output text)\"",
            stacks.Turned.Output("Curl"),
            StringComparison.Ordinal);
    }

    private static List<(string Route, bool NeedsKey)> Methods(SynthesizedTemplate stack)
    {
        Dictionary<string, string> paths = stack.Json.GetProperty("Resources").EnumerateObject()
            .Where(resource => resource.Value.GetProperty("Type").GetString() == "AWS::ApiGateway::Resource")
            .ToDictionary(resource => resource.Name, resource => "/" + resource.Value.GetProperty("Properties").GetProperty("PathPart").GetString());
        return [.. stack.Resources("AWS::ApiGateway::Method").Select(method => method.GetProperty("Properties")).Select(method =>
        {
            string path = method.GetProperty("ResourceId").TryGetProperty("Ref", out JsonElement resource) ? paths[resource.GetString()!] : "/";
            bool needsKey = method.TryGetProperty("ApiKeyRequired", out JsonElement required) && required.GetBoolean();
            return ($"{method.GetProperty("HttpMethod").GetString()} {path}", needsKey);
        })];
    }
}
