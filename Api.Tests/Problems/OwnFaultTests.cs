using System.Net;
using Api.Tests.Analyze;
using Detection;
using Microsoft.Extensions.DependencyInjection;

namespace Api.Tests.Problems;

public sealed class OwnFaultTests
{
    [Fact]
    public async Task Analyze_DetectorIsBroken_Is500ThatTellsNothingButIsLogged()
    {
        await using ApiFactory api = await ApiFactory.StartAsync();
        api.Services.GetRequiredService<Detector>().Dispose();

        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = PictureContent.Raw(SamplePictures.Dog) };
        request.Headers.Add("Origin", "https://pictures.example");
        using HttpResponseMessage response = await api.Client.SendAsync(request);

        string sentence = await ProblemDocument.RequireAsync(response, HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("dispose", sentence, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains(nameof(ObjectDisposedException), Assert.Single(api.Errors.Entries), StringComparison.Ordinal);
    }
}
