using System.CommandLine;
using Deploy.Packaging;

namespace Deploy.Tests.Packaging;

public sealed class PackageCommandTests
{
    [Theory]
    [InlineData("--arch mips", "mips")]
    [InlineData("--runtime dotnet8", "dotnet8")]
    [InlineData("--model /no/such/model.onnx", "- --model: /no/such/model.onnx does not exist.")]
    [InlineData("--model /no/such/model.pt", "- --model: /no/such/model.pt is not an .onnx file, and the service looks for no others.")]
    [InlineData("--image --model-as-layer", "- --image and --model-as-layer exclude each other: a container image has no layers.")]
    public void Invoke_WrongOption_IsASentenceAndExitCode1(string arguments, string sentence)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        InvocationConfiguration configuration = new() { Output = new StringWriter(), Error = new StringWriter() };

        int exitCode = PackageCommand.Create().Parse(arguments).Invoke(configuration);

        string said = configuration.Error.ToString()!;
        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
