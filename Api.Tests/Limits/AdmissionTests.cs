using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Limits;

public sealed class AdmissionTests
{
    // Compressed to next to nothing, and a good part of a second to decode.
    private static readonly byte[] SlowPicture = Png.Flat(6000, 6000, 1, 2, 3);

    [Fact]
    public async Task Analyze_MoreAtOnceThanRunAndWait_RefusesTheRestAndAnswersTheOthers()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Detection:Sessions", "1"), ("Limits:QueueLength", "2"));
        AnalyzeAnswer expected = await api.AnalyzeAsync(SamplePictures.Dog);

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog))));

        HttpResponseMessage[] refused = [.. responses.Where(response => response.StatusCode != HttpStatusCode.OK)];
        Assert.NotEmpty(refused);
        Assert.True(responses.Length - refused.Length >= 3, "Those that run and wait are answered.");
        foreach (HttpResponseMessage response in refused)
        {
            await ProblemDocument.RequireAsync(response, HttpStatusCode.TooManyRequests);
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }

        foreach (HttpResponseMessage response in responses.Except(refused))
        {
            Assert.Equal(expected.Detections, (await AnalyzeAnswer.ReadAsync(response)).Detections);
        }

        Assert.Equal(expected.Detections, (await api.AnalyzeAsync(SamplePictures.Dog)).Detections);
        Assert.Empty(api.Errors.Entries);
    }

    [Fact]
    public async Task Analyze_QueueFull_IsRefusedWithoutTheBody()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Detection:Sessions", "1"), ("Limits:QueueLength", "0"));
        using CancellationTokenSource end = new();
        Task[] callers = [.. Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(SlowPicture, "image/png"));
                Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, $"{response.StatusCode}");
            }
        })];

        bool wasRefused = false;
        for (int i = 0; i < 50 && !wasRefused; i++)
        {
            using RawConnection connection = new(api.Client.BaseAddress!);
            await connection.SendHeadAsync(1_000_000);
            Task<(HttpStatusCode Status, string Head, string Body)> answer = connection.ReadAsync();
            wasRefused = await Task.WhenAny(answer, Task.Delay(200)) == answer && (await answer).Status == HttpStatusCode.TooManyRequests;
            if (!answer.IsCompleted)
            {
                // It came in a moment in which there was room, and its body is waited for.
                connection.Reset();
                await Assert.ThrowsAnyAsync<Exception>(() => answer);
            }
        }

        await end.CancelAsync();
        await Task.WhenAll(callers);
        Assert.True(wasRefused, "No request was refused before its body was sent.");
    }

    [Fact]
    public async Task Health_QueueFull_IsAnswered()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Detection:Sessions", "1"), ("Limits:QueueLength", "0"), ("Limits:CallerRequests", "5"));
        Task<HttpResponseMessage>[] slow = [.. Enumerable.Range(0, 4).Select(_ => api.PostAnalyzeAsync(PictureContent.Raw(SlowPicture, "image/png")))];
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage health = await api.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        await Task.WhenAll(slow);
    }

    [Fact]
    public async Task Analyze_MoreBytesOnTheWayThanFit_AreRefusedUntilThereIsRoom()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Limits:MaxBodyBytes", "1000000"), ("Limits:MaxBufferedBytes", "1000000"));
        using (RawConnection slow = new(api.Client.BaseAddress!))
        {
            await slow.SendHeadAsync(990_000);
            await slow.SendAsync(new byte[1000]);

            // Its head must be read before the others come, since one of those would keep it out.
            await Task.Delay(500);
            await WaitForAsync(api, HttpStatusCode.TooManyRequests);
        }

        await WaitForAsync(api, HttpStatusCode.OK);
        Assert.Empty(api.Errors.Entries);
    }

    private static async Task WaitForAsync(ApiFactory api, HttpStatusCode status)
    {
        HttpStatusCode last = default;
        for (int i = 0; i < 100 && last != status; i++)
        {
            using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
            last = response.StatusCode;
            await Task.Delay(20);
        }

        Assert.Equal(status, last);
    }
}
