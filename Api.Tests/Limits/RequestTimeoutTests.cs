using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Limits;

public sealed class RequestTimeoutTests
{
    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task Analyze_BodyNeverEnds_Is504(string mediaType)
    {
        await using ApiFactory api = await ApiFactory.StartAsync(("Limits:RequestTimeoutSeconds", "0.5"));
        using RawConnection connection = new(api.Client.BaseAddress!);
        await connection.SendHeadAsync(100_000, mediaType);
        await connection.SendAsync(new byte[100]);
        (HttpStatusCode status, string head, string body) = await connection.ReadAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Contains("application/problem+json", head, StringComparison.Ordinal);
        Assert.Contains("\"error\":", body, StringComparison.Ordinal);
        Assert.True(api.Errors.Entries.Count == 0, string.Join("", api.Errors.Entries));
    }

    [Fact]
    public async Task Analyze_TakesTooLong_Is504AndTheNextIsAnswered()
    {
        // A model that never comes to the end of a bright picture. The time-out is long enough for a dark one on any machine.
        float[] nothing = new float[300 * 6];
        byte[] model = OnnxModelBuilder.WithInput(64, 64).WithConstantOutputEndlessWhenBright([1, 300, 6], nothing).WithMetadata("names", "{0: 'thing'}").Build();
        using TemporaryFolder folder = new();
        await using ApiFactory api = await ApiFactory.StartAsync(
            ("Limits:RequestTimeoutSeconds", "0.5"), ("Detection:Sessions", "1"), ("Detection:ModelPath", folder.Write("endless.onnx", model)));
        using (HttpResponseMessage slow = await api.PostAnalyzeAsync(PictureContent.Raw(Png.Flat(64, 64, 250, 250, 250), "image/png")))
        {
            await ProblemDocument.RequireAsync(slow, HttpStatusCode.GatewayTimeout);
        }

        // The first calls through a fresh process may take that long themselves.
        HttpStatusCode last = default;
        for (int i = 0; i < 200 && last != HttpStatusCode.OK; i++)
        {
            using HttpResponseMessage next = await api.PostAnalyzeAsync(PictureContent.Raw(Png.Flat(64, 64, 10, 10, 10), "image/png"));
            last = next.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, last);
        Assert.Empty(api.Errors.Entries);
    }
}
