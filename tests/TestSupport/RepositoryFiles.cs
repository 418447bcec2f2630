using Shared;

namespace TestSupport;

/// <summary>Where the files of the repository are, seen from a test that runs in its output folder.</summary>
public static class RepositoryFiles
{
    /// <summary>The folder of Api.sln.</summary>
    public static string Root { get; } = RepositoryRoot.Above(AppContext.BaseDirectory)
        ?? throw new InvalidOperationException("The tests must run from below the folder of Api.sln.");

    /// <summary>The path of a sample picture: dog.jpg, person.jpg or horses.jpg.</summary>
    public static string Sample(string name) => Path.Combine(Root, "model", "samples", name);

    /// <summary>The path of the embedded model.</summary>
    public static string EmbeddedModel => Path.Combine(Root, "model", "nanodet-g-416.onnx");
}
