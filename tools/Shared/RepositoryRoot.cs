namespace Shared;

/// <summary>Finds the folder of Api.sln. Compiled into each program that works on the repository's files.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder of Api.sln at or above a folder; null where there is none.</summary>
    internal static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Api.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
