using System.Globalization;
using Api.Tests.Analyze;
using TestSupport;

namespace Api.Tests.Settings;

/// <summary>The service writes no file, so that it runs where it may write none.</summary>
[Collection(ServiceProcesses.Name)]
public sealed class WrittenFilesTests
{
    [UnixFact]
    public async Task Service_AnalysesAndEnds_HasWrittenNothing()
    {
        using TemporaryFolder home = new();
        using TemporaryFolder temporary = new();
        await using ServiceProcess service = ServiceProcess.Start(
            ("HOME", home.Path), ("TMPDIR", temporary.Path), ("XDG_CACHE_HOME", home.Path), ("XDG_DATA_HOME", home.Path), ("DOTNET_EnableDiagnostics", "0"),
            ("API_KEYS", "key-number-1"));
        string id = service.Id.ToString(CultureInfo.InvariantCulture);
        using (HttpClient client = await service.ConnectAsync())
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", "key-number-1");
            foreach (HttpContent body in new HttpContent[] { PictureContent.Raw(SamplePictures.Dog), PictureContent.Form(SamplePictures.Person), PictureContent.Json(SamplePictures.Horses) })
            {
                using HttpResponseMessage response = await client.PostAsync(new Uri("/analyze", UriKind.Relative), body);
                Assert.NotEmpty((await AnalyzeAnswer.ReadAsync(response)).Detections);
            }
        }

        service.Terminate();
        Assert.Equal(0, await service.WaitForExitAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path, "*", SearchOption.AllDirectories));

        // Where native libraries write that do not ask where they should.
        Assert.Empty(Directory.EnumerateFileSystemEntries("/tmp", $"*-{id}*"));
    }
}
