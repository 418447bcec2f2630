using Amazon.CDK;

namespace Deploy.Infrastructure;

/// <summary>What a deployment prints at its end.</summary>
internal static class DetectionOutputs
{
    /// <summary>Adds the outputs.</summary>
    internal static void Add(Stack stack, DetectionFunction function, DetectionApi api)
    {
        // The key's value never stands in an output; whoever may read it gets it on the way.
        string header = api.Key is { } key
            ? $" -H \"x-api-key: $(aws apigateway get-api-key --api-key {key.KeyId} --include-value --query value --output text)\""
            : string.Empty;

        Output("Url", "Where the service is.", api.Api.Url);
        Output("Curl", "Analyses a picture of yours.", $"curl -X POST '{api.Api.Url}analyze' -H 'Content-Type: image/jpeg'{header} --data-binary @picture.jpg");
        Output("FunctionName", "For logs and direct invocations.", function.Name);
        Output("AliasArn", "What to invoke directly, never the function itself.", function.Alias.FunctionArn);
        if (api.Key is not null)
        {
            Output("ApiKeyId", "Id of the API key; its value: aws apigateway get-api-key --include-value.", api.Key.KeyId);
        }

        void Output(string name, string description, string value) =>
            _ = new CfnOutput(stack, name, new CfnOutputProps { Description = description, Value = value });
    }
}
