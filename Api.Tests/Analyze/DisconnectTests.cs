using System.Net;
using System.Text;

namespace Api.Tests.Analyze;

public sealed class DisconnectTests
{
    [Fact]
    public async Task Analyze_CallersLeaveWhileWaiting_TheOthersAreAnswered()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Detection:Sessions", "1"), ("Limits:QueueLength", "100"));
        AnalyzeAnswer expected = await api.AnalyzeAsync(SamplePictures.Dog);

        // One session: most of these stand in the queue when they leave, some are in the middle of their analysis.
        Task[] leaving = [.. Enumerable.Range(0, 24).Select(i => LeaveAsync(api, TimeSpan.FromMilliseconds(i * 5)))];
        Task<AnalyzeAnswer>[] staying = [.. Enumerable.Range(0, 4).Select(_ => api.AnalyzeAsync(SamplePictures.Dog))];
        await Task.WhenAll(leaving);

        Assert.All(await Task.WhenAll(staying), answer => Assert.Equal(expected.Detections, answer.Detections));
        Assert.Equal(expected.Detections, (await api.AnalyzeAsync(SamplePictures.Dog)).Detections);
        Assert.Empty(api.Errors.Entries);
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task Analyze_CallerLeavesInTheMiddleOfTheBody_IsNoFaultOfTheService(string mediaType)
    {
        await using ApiFactory api = await ApiFactory.StartAsync();
        for (int i = 0; i < 4; i++)
        {
            using RawConnection connection = new(api.Client.BaseAddress!);
            await connection.SendHeadAsync(100_000, mediaType);
            await connection.SendAsync(Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n{\"image_data\":\"AAAA"));
            await Task.Delay(100);
            if ((i % 2) == 0)
            {
                connection.Reset();
            }
        }

        Assert.NotEmpty((await api.AnalyzeAsync(SamplePictures.Dog)).Detections);
        await Task.Delay(100);
        Assert.Empty(api.Errors.Entries);
    }

    [Theory]
    [InlineData("FFFFFFFFF")]
    [InlineData("7FFFFFFFFFFFFFFF")]
    [InlineData("nonsense")]
    public async Task Analyze_ChunkLengthIsNone_Is400(string length)
    {
        await using ApiFactory api = await ApiFactory.StartAsync();
        using RawConnection connection = new(api.Client.BaseAddress!);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n{length}\r\nabc"));
        Assert.Equal(HttpStatusCode.BadRequest, (await connection.ReadAsync()).Status);
        Assert.Empty(api.Errors.Entries);
    }

    private static async Task LeaveAsync(ApiFactory api, TimeSpan after)
    {
        using CancellationTokenSource leave = new(after);
        try
        {
            using HttpResponseMessage response = await api.Client.PostAsync(
                new Uri("/analyze", UriKind.Relative), PictureContent.Raw(SamplePictures.Dog), leave.Token);
        }
        catch (OperationCanceledException)
        {
            // It left, as it should.
        }
    }
}
