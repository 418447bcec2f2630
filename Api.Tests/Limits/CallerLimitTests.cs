using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;

namespace Api.Tests.Limits;

public sealed class CallerLimitTests
{
    [Fact]
    public async Task Requests_MoreThanACallerMayMake_AreRefusedButNotHealth()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Limits:CallerRequests", "3"), ("Limits:CallerWindowSeconds", "600"));
        for (int i = 0; i < 3; i++)
        {
            await api.AnalyzeAsync(SamplePictures.Dog);
        }

        using HttpResponseMessage fourth = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
        await ProblemDocument.RequireAsync(fourth, HttpStatusCode.TooManyRequests);
        Assert.InRange(fourth.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);
        using HttpResponseMessage model = await api.Client.GetAsync(new Uri("/model", UriKind.Relative));
        await ProblemDocument.RequireAsync(model, HttpStatusCode.TooManyRequests);
        foreach (string path in (string[])["/health", "/health/live", "/health/ready"])
        {
            using HttpResponseMessage health = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }
    }

    [Fact]
    public async Task Requests_InTheNextWindow_AreAnswered()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Limits:CallerRequests", "1"), ("Limits:CallerWindowSeconds", "1"));
        using HttpResponseMessage first = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        HttpStatusCode last = default;
        for (int i = 0; i < 100 && last != HttpStatusCode.OK; i++)
        {
            await Task.Delay(100);
            using HttpResponseMessage next = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog));
            last = next.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, last);
    }
}
