using System.Net;
using System.Net.Http.Headers;
using TestSupport;

namespace Api.Tests.Settings;

/// <summary>What the service writes to its streams.</summary>
[Collection(ServiceProcesses.Name)]
public sealed class OutputTests
{
    [Fact]
    public async Task DamagedPictures_WriteNothing()
    {
        await using ServiceProcess service = ServiceProcess.Start();
        using HttpClient client = await service.ConnectAsync();
        string before = service.Output;
        byte[] picture = await File.ReadAllBytesAsync(RepositoryFiles.Sample("dog.jpg"));
        for (int length = picture.Length / 2; length < picture.Length; length += picture.Length / 8)
        {
            using ByteArrayContent damaged = new(picture, 0, length) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
            HttpResponseMessage response = await client.PostAsync(new Uri("/analyze", UriKind.Relative), damaged);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        }

        Assert.Equal(before, service.Output);
    }
}
