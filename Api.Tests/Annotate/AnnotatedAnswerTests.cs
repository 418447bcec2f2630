using System.Globalization;
using System.Net;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using TestSupport;

namespace Api.Tests.Annotate;

/// <summary>POST /analyze answered with the annotated picture.</summary>
[Collection(SharedApi.Name)]
public sealed class AnnotatedAnswerTests(ApiFactory api)
{
    private const string Query = "?confidence=0.4";

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/html", "application/json")]
    [InlineData("image/gif", "application/json")]
    [InlineData("not a media type", "application/json")]
    [InlineData("application/json, */*;q=0.1", "application/json")]
    [InlineData("application/json, image/jpeg", "application/json")]
    [InlineData("image/jpeg;q=0.5, application/json", "application/json")]
    [InlineData("image/jpeg;q=0.5, */*", "application/json")]
    [InlineData("image/jpeg;q=0", "application/json")]
    [InlineData("image/jpeg", "image/jpeg")]
    [InlineData("IMAGE/JPEG", "image/jpeg")]
    [InlineData("image/jpg", "image/jpeg")]
    [InlineData("image/*", "image/jpeg")]
    [InlineData("image/*, image/jpeg;q=0", "image/png")]
    [InlineData("image/png", "image/png")]
    [InlineData("image/webp", "image/webp")]
    [InlineData("image/png;q=0.8, image/webp;q=0.9", "image/webp")]
    [InlineData("image/webp, image/png", "image/webp")]
    [InlineData("image/jpeg, application/json", "image/jpeg")]
    [InlineData("image/jpeg, application/json;q=0.9", "image/jpeg")]
    [InlineData("image/png, */*", "image/png")]
    [InlineData("image/avif, image/webp, */*;q=0.8", "image/webp")]
    public async Task Analyze_Accept_DecidesTheMediaType(string? accept, string mediaType)
    {
        using HttpResponseMessage response = await SendAsync(PictureContent.Raw(Png.Flat(40, 30, 90, 120, 150)), accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(mediaType, TypeByContent(body));
    }

    [Fact]
    public async Task Analyze_EveryForm_GivesTheSamePicture()
    {
        byte[] raw = await PictureAsync(PictureContent.Raw(SamplePictures.Dog), "image/png");
        Assert.Equal(raw, await PictureAsync(PictureContent.Form(SamplePictures.Dog), "image/png"));
        Assert.Equal(raw, await PictureAsync(PictureContent.Json(SamplePictures.Dog), "image/png"));
    }

    [Fact]
    public async Task Analyze_Png_HasTheClassesColoursUnderTheBoxesOfTheJsonAnswer()
    {
        AnalyzeAnswer answer = await api.AnalyzeAsync(SamplePictures.Dog, Query);
        DecodedPicture pixels = DecodedPicture.Read(await PictureAsync(PictureContent.Raw(SamplePictures.Dog), "image/png"));
        Assert.Equal((answer.Width, answer.Height), (pixels.Width, pixels.Height));
        Assert.NotEmpty(answer.Detections);

        // The surest lies above the others, and the labels above all: of its line most is to be seen. The colour is that of the line itself.
        FoundObject dog = answer.Detections[0];
        (byte, byte, byte) color = pixels[(dog.Box.XMin + dog.Box.XMax) / 2, dog.Box.YMax - 1];
        (int X, int Y)[] line =
        [
            .. Enumerable.Range(dog.Box.XMin, dog.Box.XMax - dog.Box.XMin).Select(x => (x, dog.Box.YMax - 1)),
            .. Enumerable.Range(dog.Box.YMin, dog.Box.YMax - dog.Box.YMin).Select(y => (dog.Box.XMin, y)),
        ];
        Assert.InRange(line.Count(place => pixels[place.X, place.Y] == color), line.Length * 9 / 10, line.Length);
        Assert.NotEqual(color, pixels[(dog.Box.XMin + dog.Box.XMax) / 2, dog.Box.YMax]);

        // Two classes, two colours.
        FoundObject other = answer.Detections.First(found => found.ClassId != dog.ClassId);
        Assert.NotEqual(color, pixels[other.Box.XMax - 1, (other.Box.YMin + other.Box.YMax) / 2]);
    }

    [Fact]
    public async Task Analyze_Annotated_ServerTimingHasTheStage()
    {
        using HttpResponseMessage response = await SendAsync(PictureContent.Raw(SamplePictures.Dog), "image/jpeg");
        Dictionary<string, double> stages = response.Headers.GetValues("Server-Timing").Single()
            .Split(", ")
            .Select(stage => stage.Split(";dur="))
            .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.True(stages["annotate"] > 0);
        Assert.InRange(stages.Where(stage => stage.Key != "total").Sum(stage => stage.Value), 0, stages["total"] + 0.1);
        Assert.Equal(response.Content.Headers.ContentLength, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("image/png", "hello", HttpStatusCode.BadRequest)]
    [InlineData("image/jpeg", "GIF89a", HttpStatusCode.UnprocessableEntity)]
    [InlineData("image/webp", "%PDF-1.7 and more", HttpStatusCode.UnsupportedMediaType)]
    public async Task Analyze_ErrorWhenAPictureIsWanted_IsAProblem(string accept, string content, HttpStatusCode status)
    {
        using HttpResponseMessage response = await SendAsync(PictureContent.Raw(System.Text.Encoding.ASCII.GetBytes(content)), accept);
        await ProblemDocument.RequireAsync(response, status);
    }

    [Fact]
    public async Task Analyze_TooLongForWebP_IsRefusedWithASentenceThatHelps()
    {
        using HttpResponseMessage response = await SendAsync(PictureContent.Raw(Png.Flat(16_384, 2, 1, 2, 3)), "image/webp");
        Assert.Contains("image/png", await ProblemDocument.RequireAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_ManyAnnotatedAtOnce_AllAreAnswered()
    {
        byte[] expected = await PictureAsync(PictureContent.Raw(SamplePictures.Person), "image/jpeg");
        using ApiFactory roomy = await ApiFactory.StartAsync(("Limits:QueueLength", "100"));
        byte[][] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/analyze" + Query) { Content = PictureContent.Raw(SamplePictures.Person) };
            request.Headers.Accept.ParseAdd("image/jpeg");
            using HttpResponseMessage response = await roomy.Client.SendAsync(request);
            return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        }));
        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    private static string TypeByContent(byte[] body) => body switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'{', ..] => "application/json",
        _ => "?",
    };

    private async Task<byte[]> PictureAsync(HttpContent body, string accept)
    {
        using HttpResponseMessage response = await SendAsync(body, accept);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent body, string? accept)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze" + Query) { Content = body };
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return await api.Client.SendAsync(request);
    }
}
