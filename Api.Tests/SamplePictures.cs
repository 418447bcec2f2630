using TestSupport;

namespace Api.Tests;

/// <summary>The bytes of the sample pictures.</summary>
internal static class SamplePictures
{
    internal static byte[] Dog { get; } = Read("dog.jpg");

    internal static byte[] Person { get; } = Read("person.jpg");

    internal static byte[] Horses { get; } = Read("horses.jpg");

    private static byte[] Read(string name) => File.ReadAllBytes(RepositoryFiles.Sample(name));
}
