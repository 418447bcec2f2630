using System.Net;
using System.Text;
using Api.Requests;
using Api.Tests.Analyze;
using Microsoft.Extensions.DependencyInjection;

namespace Api.Tests.Requests;

/// <summary>The memory of bodies and of the pictures answered with.</summary>
public sealed class BodyMemoryTests
{
    [Fact]
    public async Task Analyze_NoMemoryForTheAnswer_IsRefusedBeforeTheBodyIsSent()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Limits:MaxBodyBytes", "1000000"), ("Limits:MaxBufferedBytes", "1000000"));
        using RawConnection other = new(api.Client.BaseAddress!);
        await other.SendHeadAsync(300_000);
        await other.SendAsync(new byte[1000]);
        await WaitForAsync(api, static reserved => reserved >= 300_000);

        // The body itself would fit, and the picture as JPEG too; as PNG it usually takes several times as much.
        using RawConnection connection = new(api.Client.BaseAddress!);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            "POST /analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nAccept: image/png\r\nContent-Length: 150000\r\n\r\n"));
        (HttpStatusCode status, string head, _) = await connection.ReadAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("Retry-After", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("image/jpeg")]
    [InlineData("image/png")]
    public async Task Analyze_Answered_GivesAllMemoryBack(string accept)
    {
        await using ApiFactory api = await ApiFactory.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = PictureContent.Json(SamplePictures.Dog) };
        request.Headers.Accept.ParseAdd(accept);
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        Assert.Equal(accept, response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        await WaitForAsync(api, static reserved => reserved == 0);
    }

    [Fact]
    public async Task Analyze_LargestBodyAsPng_IsAnsweredWhereTheMemoryHoldsOneBodyOnly()
    {
        await using ApiFactory api = await ApiFactory.StartAsync(
            ("Limits:MaxBodyBytes", $"{SamplePictures.Dog.Length}"), ("Limits:MaxBufferedBytes", $"{SamplePictures.Dog.Length}"));
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = PictureContent.Raw(SamplePictures.Dog) };
        request.Headers.Accept.ParseAdd("image/png");
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
    }

    private static async Task WaitForAsync(ApiFactory api, Func<long, bool> holds)
    {
        BodyMemory memory = api.Services.GetRequiredService<BodyMemory>();
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(30));
        while (!holds(memory.Reserved))
        {
            await Task.Delay(20, timeout.Token);
        }
    }
}
