using System.Text.Json;

namespace Deploy.Tests.Infrastructure;

[Collection(CdkTests.Name)]
public sealed class WarmUpTests(SynthesizedStacks stacks)
{
    [NodeFact]
    public void Rule_Standard_CallsTheAliasFiveTimesAtOnceEveryFiveMinutes()
    {
        stacks.Standard.Assertions.HasResourceProperties("AWS::Events::Rule", Json.Object("""
            { "ScheduleExpression": "rate(5 minutes)", "State": "ENABLED" }
            """));

        string alias = Assert.Single(stacks.Standard.Assertions.FindResources("AWS::Lambda::Alias")).Key;
        JsonElement[] targets = [.. stacks.Standard.Only("AWS::Events::Rule").GetProperty("Targets").EnumerateArray()];
        Assert.Equal(5, targets.Length);
        Assert.Equal(5, targets.Select(target => target.GetProperty("Id").GetString()).Distinct().Count());
        Assert.All(targets, target =>
        {
            Assert.Equal($"{{{alias}}}", SynthesizedTemplate.Text(target.GetProperty("Arn")));
            Assert.Equal("""{"warmup":true,"hold_ms":500}""", target.GetProperty("Input").GetString());
            Assert.Equal(0, target.GetProperty("RetryPolicy").GetProperty("MaximumRetryAttempts").GetInt32());
        });
    }

    [NodeFact]
    public void Rule_MayInvokeTheAlias() =>
        stacks.Standard.Assertions.HasResourceProperties("AWS::Lambda::Permission", Json.Object("""
            { "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com" }
            """));

    [NodeFact]
    public void Rule_OneWarmUp_HasOneTarget() => Assert.Equal(1, stacks.SnapStart.Only("AWS::Events::Rule").GetProperty("Targets").GetArrayLength());

    [NodeFact]
    public void Rule_NoWarmUps_IsNotThere() => stacks.Turned.Assertions.ResourceCountIs("AWS::Events::Rule", 0);
}
