using Deploy.Packaging;
using Deploy.Settings;

namespace Deploy.Tests.Settings;

/// <summary>A context with knobs, over a repository in a temporary folder that has packages where the knobs look for them by default.</summary>
internal sealed class Context : IDisposable
{
    private readonly TemporaryFolder _repository = new();

    /// <summary>Makes the repository.</summary>
    internal Context()
    {
        DeterministicZip.Write(_repository["artifacts", "lambda", "lambda.zip"], [PackageEntry.FromText("bootstrap", "#!/bin/sh")]);
        DeterministicZip.Write(_repository["artifacts", "lambda", "managed.zip"], [PackageEntry.FromText("Api.dll", "MZ")]);
        DeterministicZip.Write(_repository["artifacts", "lambda", "model-layer.zip"], [PackageEntry.FromText("ml/model/model.onnx", "ONNX")]);
        _repository.Write("artifacts/lambda/image/Dockerfile", "FROM scratch AS provided\nFROM scratch AS managed\n");
        _repository.Write("models/model.onnx", "ONNX");
        _repository.Write("empty/readme.txt", "no model here");
    }

    /// <summary>The full path of a place in the repository.</summary>
    internal string this[params string[] parts] => _repository[parts];

    /// <summary>Reads settings.</summary>
    /// <param name="knobs">As <c>name=value</c>, without the prefix.</param>
    internal DeploySettings Read(params string[] knobs) => DeploySettings.Read(Of(knobs), _repository[""]);

    /// <summary>The sentences that a wrong context brings.</summary>
    /// <param name="knobs">As <c>name=value</c>, without the prefix.</param>
    internal string[] Faults(params string[] knobs)
    {
        string[] lines = Assert.Throws<DeployException>(() => Read(knobs)).Message.Split('\n');
        Assert.Equal("The stack cannot be described, these knobs are not valid:", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches(@"^- .*\.$", line));
        return [.. lines[1..].Select(line => line[2..])];
    }

    public void Dispose() => _repository.Dispose();

    private static Dictionary<string, string> Of(string[] knobs) =>
        knobs.Select(knob => knob.Split('=', 2)).ToDictionary(pair => KnobReader.Prefix + pair[0], pair => pair[1]);
}
