using System.Net;
using System.Net.Sockets;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Settings;

[Collection(ServiceProcesses.Name)]
public sealed class LifetimeTests
{
    [UnixFact]
    public async Task Service_BuiltAndStarted_AnswersAndEndsRegularlyOnSigterm()
    {
        await using ServiceProcess service = ServiceProcess.Start();
        using (HttpClient client = await service.ConnectAsync())
        {
            using HttpResponseMessage health = await client.GetAsync(new Uri("/health", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);

            using HttpResponseMessage analyzed = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Json(SamplePictures.Dog));
            Assert.NotEmpty((await AnalyzeAnswer.ReadAsync(analyzed)).Detections);

            using HttpResponseMessage refused = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.JsonText("{}"));
            await ProblemDocument.RequireAsync(refused, HttpStatusCode.BadRequest);

            // Outside of tests JSON is written without reflection: the document must not need it.
            using HttpResponseMessage document = await client.GetAsync(new Uri("/swagger/v1/swagger.json", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, document.StatusCode);
        }

        service.Terminate();
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    [Fact]
    public async Task Service_AddressInUse_EndsWithASentence()
    {
        using TcpListener occupant = new(IPAddress.Loopback, 0);
        occupant.Start();
        await using ServiceProcess service = ServiceProcess.Start(("ASPNETCORE_URLS", $"http://{occupant.LocalEndpoint}"));

        Assert.Equal(1, await service.WaitForExitAsync());
        Assert.Contains("The service cannot start: Failed to bind to address", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", service.Output, StringComparison.Ordinal);
    }
}
