using System.Net;
using System.Text.Json;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Settings;

[Collection(ServiceProcesses.Name)]
public sealed class ShutdownTests
{
    [UnixFact]
    public async Task Sigterm_RequestIsUnderWay_IsAnsweredWhileNewOnesAreRefused()
    {
        await using ServiceProcess service = ServiceProcess.Start();
        using HttpClient client = await service.ConnectAsync();
        byte[] picture = SamplePictures.Dog;
        using RawConnection slow = new(client.BaseAddress!);
        await slow.SendHeadAsync(picture.Length);
        await slow.SendAsync(picture.AsMemory(0, 1000));
        using (HttpResponseMessage before = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(picture)))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        service.Terminate();
        await WaitUntilStoppingAsync(client);
        using (HttpResponseMessage refused = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(picture)))
        {
            await ProblemDocument.RequireAsync(refused, HttpStatusCode.ServiceUnavailable);
            Assert.True(refused.Headers.ConnectionClose);
        }

        using (HttpResponseMessage live = await client.GetAsync(new Uri("/health/live", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        }

        await slow.SendAsync(picture.AsMemory(1000));
        (HttpStatusCode status, _, string body) = await slow.ReadAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"detections\"", body, StringComparison.Ordinal);
        Assert.Equal(0, await service.WaitForExitAsync());
    }

    [UnixFact]
    public async Task Sigterm_RequestNeverEnds_IsBrokenOffInTime()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Shutdown__DrainSeconds", "0.5"));
        using HttpClient client = await service.ConnectAsync();
        using RawConnection endless = new(client.BaseAddress!);
        await endless.SendHeadAsync(1_000_000);
        await endless.SendAsync(new byte[1000]);
        using (HttpResponseMessage behind = await client.GetAsync(new Uri("/health", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, behind.StatusCode);
        }

        service.Terminate();
        Assert.Equal(0, await service.WaitForExitAsync());
        Assert.Contains("aborted", service.Output, StringComparison.Ordinal);
        Assert.False(service.Output.Contains("   at ", StringComparison.Ordinal), service.Output);
    }

    [UnixFact]
    public async Task Sigterm_WithDelay_TakesRequestsWhileReadinessIsFalse()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Shutdown__DelaySeconds", "3"));
        using HttpClient client = await service.ConnectAsync();
        service.Terminate();
        await WaitUntilStoppingAsync(client);
        using (HttpResponseMessage taken = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(SamplePictures.Dog)))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        Assert.Equal(0, await service.WaitForExitAsync());
    }

    [UnixFact]
    public async Task Sigterm_DecoderCannotBeStopped_EndsInTime()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Shutdown__DrainSeconds", "0.5"), ("Detection__MaxScans", UnstoppablePicture.Setting.Value));
        using HttpClient client = await service.ConnectAsync();

        // Its decoder works on for far longer than the drain and the end may take.
        Task<HttpResponseMessage> aborted = client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(UnstoppablePicture.OfScans(9_900)));
        await WaitUntilASessionIsInUseAsync(client);
        service.Terminate();
        await Assert.ThrowsAsync<HttpRequestException>(() => aborted);
        Assert.Equal(0, await service.WaitForExitAsync());
        Assert.True(service.Output.Contains("the process ends without it", StringComparison.Ordinal), service.Output);
        Assert.False(service.Output.Contains("   at ", StringComparison.Ordinal), service.Output);
    }

    private static async Task WaitUntilASessionIsInUseAsync(HttpClient client)
    {
        for (int i = 0; i < 600; i++)
        {
            string metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            if (metrics.Split('\n').Any(line => line.StartsWith("detection_sessions_in_use", StringComparison.Ordinal) && line.Split(' ') is [_, "1", ..]))
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("No session came into use.");
    }

    private static async Task WaitUntilStoppingAsync(HttpClient client)
    {
        for (int i = 0; i < 200; i++)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.Equal("stopping", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("status").GetString());
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("Readiness stayed true after the signal.");
    }
}
