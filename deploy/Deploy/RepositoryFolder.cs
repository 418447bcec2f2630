using Shared;

namespace Deploy;

/// <summary>The folder of Api.sln, from which the relative paths of knobs and options are taken.</summary>
internal static class RepositoryFolder
{
    /// <summary>Looks upwards from the current folder, then from the one of this program.</summary>
    /// <exception cref="DeployException">Neither lies in the repository.</exception>
    internal static string Find() =>
        RepositoryRoot.Above(Environment.CurrentDirectory) ?? RepositoryRoot.Above(AppContext.BaseDirectory)
        ?? throw new DeployException("Api.sln is in no folder above this one: run the command inside the repository.");
}
