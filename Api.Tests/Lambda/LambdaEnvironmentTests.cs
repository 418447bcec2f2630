using Api.Lambda;

namespace Api.Tests.Lambda;

public sealed class LambdaEnvironmentTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Read_WithoutFunctionName_IsNotLambda(string? name) =>
        Assert.Null(LambdaEnvironment.Read(variable => variable == "AWS_LAMBDA_FUNCTION_NAME" ? name : "1"));

    [Fact]
    public void Read_AllVariables_AreTaken()
    {
        Dictionary<string, string> variables = new()
        {
            ["AWS_LAMBDA_FUNCTION_NAME"] = "detection",
            ["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:9001",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "3008",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "snap-start",
            ["AWS_LAMBDA_MAX_CONCURRENCY"] = "8",
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
        };
        LambdaEnvironment environment = LambdaEnvironment.Read(variables.GetValueOrDefault)!;

        Assert.Equal(("detection", 3008, 8), (environment.FunctionName, environment.MemorySizeMb, environment.MaxConcurrency));
        Assert.Equal(new Uri("http://127.0.0.1:9001/2018-06-01/runtime/"), environment.RuntimeApiUri);
        Assert.True(environment.IsSnapStart && environment.LogsJson && !environment.HasShortInit && !environment.HasHeapLimit);
    }

    [Fact]
    public void Read_ValuesThatAreNone_LeaveTheDefaults()
    {
        LambdaEnvironment environment = LambdaEnvironment.Read(variable => variable == "AWS_LAMBDA_FUNCTION_NAME" ? "detection" : "?")!;

        Assert.Equal((null, 1), (environment.MemorySizeMb, environment.MaxConcurrency));
        Assert.Null(environment.RuntimeApiUri);
    }

    [Theory]
    [InlineData(128, 1)]
    [InlineData(1769, 1)]
    [InlineData(3008, 2)]
    [InlineData(5307, 3)]
    [InlineData(10240, 6)]
    public void Processors_OfMemory_AreTheNearestNumberGranted(int memoryMb, int processors) => Assert.Equal(processors, LambdaResources.Processors(memoryMb));
}
