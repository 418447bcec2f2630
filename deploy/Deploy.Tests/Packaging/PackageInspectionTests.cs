using Deploy.Packaging;

namespace Deploy.Tests.Packaging;

public sealed class PackageInspectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, false, "x86_64", "provided.al2023", null)]
    [InlineData(false, false, "x86_64", "dotnet10", null)]
    [InlineData(false, true, "arm64", "dotnet10", null)]
    [InlineData(true, false, "x86_64", "dotnet10", "is for the runtime provided.al2023, not dotnet10")]
    [InlineData(false, false, "x86_64", "provided.al2023", "is for the runtime dotnet10, not provided.al2023")]
    [InlineData(true, false, "arm64", "provided.al2023", "is for x86_64, not arm64")]
    [InlineData(true, true, "x86_64", "provided.al2023", "is for arm64, not x86_64")]
    public void FaultOf_PackageAndFunction_SaysWhatDoesNotFit(bool hasBootstrap, bool isArm64, string architecture, string runtime, string? fault)
    {
        List<PackageEntry> entries = [PackageEntry.FromFile("libonnxruntime.so", _folder.Write("library", isArm64 ? ElfHeader.Arm64 : ElfHeader.X64))];
        if (hasBootstrap)
        {
            entries.Add(PackageEntry.FromText("bootstrap", "#!/bin/sh"));
        }

        DeterministicZip.Write(_folder["lambda.zip"], entries);

        Assert.Equal(fault, PackageInspection.FaultOf(_folder["lambda.zip"], LambdaNames.Architectures[architecture], LambdaNames.Runtimes[runtime]));
    }

    [Fact]
    public void FaultOf_NoZip_SaysSo() =>
        Assert.Equal("is not a zip file", PackageInspection.FaultOf(_folder.Write("lambda.zip", "text"), LambdaArchitecture.X64, LambdaRuntime.Provided));

    [Fact]
    public void ArchitectureOf_OtherProcessorOrNoBinary_IsUnknown()
    {
        Assert.Null(ElfFile.ArchitectureOf(new MemoryStream(ElfHeader.Of(243))));
        Assert.Null(ElfFile.ArchitectureOf(new MemoryStream("#!/bin/sh\necho it is a script\n"u8.ToArray())));
        Assert.Null(ElfFile.ArchitectureOf(new MemoryStream()));
    }
}
