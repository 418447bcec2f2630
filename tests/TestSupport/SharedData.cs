using Xunit;

namespace TestSupport;

/// <summary>The real models and pictures beside the project, <c>../shared/data</c>; absent from a clone that stands alone.</summary>
public static class SharedData
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data"));

    /// <summary>Whether the folder is there.</summary>
    public static bool Exists => Directory.Exists(Folder);

    /// <summary>What a skipped test says.</summary>
    public const string SkipMessage = "Needs the models and pictures of ../shared/data, which are not here.";

    /// <summary>The path of a file or folder below the shared data.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>The path of a model.</summary>
    public static string Model(string name) => PathOf("models", name);

    /// <summary>The path of a picture.</summary>
    public static string Image(string name) => PathOf("images", name);
}

/// <summary>A fact that is skipped, and says so, where the shared data is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery.</summary>
    public SharedDataFactAttribute() => Skip = SharedData.Exists ? null : SharedData.SkipMessage;
}

/// <summary>A theory that is skipped, and says so, where the shared data is absent.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery.</summary>
    public SharedDataTheoryAttribute() => Skip = SharedData.Exists ? null : SharedData.SkipMessage;
}
