using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TestSupport;

namespace Api.Tests.Lambda;

/// <summary>POST /analyze through Lambda's events answers what it answers over Kestrel.</summary>
public sealed class AnalyzeEventTests(AnalyzeEventTests.Fixture fixture) : IClassFixture<AnalyzeEventTests.Fixture>
{
    private const string Query = "?confidence=0.3&classes=dog&classes=bicycle&classes=car&classes=truck";

    private static readonly byte[] Dog = File.ReadAllBytes(RepositoryFiles.Sample("dog.jpg"));

    public static TheoryData<string, string> KindsAndForms
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string kind in TestEvents.Kinds)
            {
                data.Add(kind, "raw");
                data.Add(kind, "multipart");
                data.Add(kind, "json");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndForms))]
    public async Task Analyze_EventOfEachKindAndForm_AnswersAsOverKestrel(string kind, string form)
    {
        using HttpContent content = Content(form);
        byte[] body = await content.ReadAsByteArrayAsync();
        string type = content.Headers.ContentType!.ToString();

        // The load balancer's single-value mode keeps the last of several values only.
        string query = kind == "alb-single" ? "?confidence=0.3&classes=dog,bicycle,car,truck" : Query;
        string expected = await PostAsync(query, body, type);
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(TestEvents.Create(kind, "POST", "/analyze", query[1..], type, body));

        Assert.Equal(200, outcome.StatusCode);
        Assert.False(outcome.Json.GetProperty("isBase64Encoded").GetBoolean());
        Assert.Equal(expected, Encoding.UTF8.GetString(outcome.Content));
        Assert.Contains(outcome.ContentJson.GetProperty("detections").EnumerateArray(), found => found.GetProperty("class_name").GetString() == "dog");
    }

    public static TheoryData<string, string> KindsAndPictures
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string kind in TestEvents.Kinds)
            {
                data.Add(kind, "image/jpeg");
                data.Add(kind, "image/png");
                data.Add(kind, "image/webp");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndPictures))]
    public async Task Analyze_EventThatWantsAPicture_AnswersTheSameBytesAsOverKestrel(string kind, string mediaType)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze?confidence=0.3") { Content = Content("raw") };
        request.Headers.Accept.ParseAdd(mediaType);
        using HttpResponseMessage response = await fixture.Client.SendAsync(request);
        byte[] expected = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(
            TestEvents.Create(kind, "POST", "/analyze", "confidence=0.3", "image/jpeg", Dog, headers: [("accept", mediaType)]));

        Assert.Equal(200, outcome.StatusCode);
        Assert.True(outcome.Json.GetProperty("isBase64Encoded").GetBoolean());
        Assert.Contains(mediaType, outcome.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(expected, outcome.Content);
    }

    [Fact]
    public async Task Analyze_PictureTooLargeForTheEvent_IsAnsweredWithASentence()
    {
        // As PNG noise stays as large as it is: 3 bytes a pixel, and a third more in base64.
        Random random = new(7);
        byte[] noise = Png.Rgb(1300, 1300, (_, _) => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(
            TestEvents.Create("http-api", "POST", "/analyze", string.Empty, "image/png", noise, headers: [("accept", "image/png")]));

        Assert.Equal(413, outcome.StatusCode);
        Assert.Contains("image/jpeg", outcome.ContentJson.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image_data":"BASE64","image_name":"dog.jpg","confidence":0.3}""")]
    [InlineData("""{"body":{"image_data":"BASE64","image_name":"dog.jpg","confidence":0.3}}""")]
    [InlineData("""{"body":"{\"image_data\":\"BASE64\",\"image_name\":\"dog.jpg\",\"confidence\":0.3}"}""")]
    [InlineData("""{"body":"BASE64","isBase64Encoded":true,"queryStringParameters":{"image_name":"dog.jpg","confidence":"0.3"}}""")]
    [InlineData("""{"body":"BASE64","isBase64Encoded":true,"headers":{"Content-Type":"image/jpeg"},"queryStringParameters":{"image_name":"dog.jpg","confidence":"0.3"}}""")]
    public async Task Analyze_DirectInvocation_AnswersAsOverKestrel(string form)
    {
        string expected = await PostAsync("?confidence=0.3&image_name=dog.jpg", Dog, "image/jpeg");
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(form.Replace("BASE64", Convert.ToBase64String(Dog), StringComparison.Ordinal));

        Assert.Equal(200, outcome.StatusCode);
        Assert.StartsWith("application/json", outcome.Json.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.Equal(expected, Encoding.UTF8.GetString(outcome.Content));
    }

    [Theory]
    [InlineData("""{"body":"no json at all"}""", 400)]
    [InlineData("""{"body":{}}""", 400)]
    [InlineData("""{"image_data":42}""", 400)]
    [InlineData("""{"body":"AAAA","isBase64Encoded":true}""", 400)]
    public async Task Analyze_DirectInvocationThatIsWrong_AnswersProblem(string json, int status)
    {
        ScriptedOutcome outcome = await fixture.Lambda.InvokeAsync(json);

        Assert.Equal(status, outcome.StatusCode);
        Assert.NotEmpty(outcome.ContentJson.GetProperty("error").GetString()!);
    }

    private static HttpContent Content(string form)
    {
        switch (form)
        {
            case "raw":
                return new ByteArrayContent(Dog) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
            case "multipart":
                ByteArrayContent file = new(Dog) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
                return new MultipartFormDataContent { { file, "image", "dog.jpg" } };
            default:
                return new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
                {
                    ["image_data"] = Convert.ToBase64String(Dog),
                    ["image_name"] = "dog.jpg",
                }))
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                };
        }
    }

    private async Task<string> PostAsync(string query, byte[] body, string contentType)
    {
        using ByteArrayContent content = new(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using HttpResponseMessage response = await fixture.Client.PostAsync(new Uri("/analyze" + query, UriKind.Relative), content);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>The program twice: as a function and over Kestrel.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private ProgramRun _kestrel = null!;

        internal LambdaRun Lambda { get; private set; } = null!;

        internal HttpClient Client { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Lambda = await LambdaRun.StartAsync();
            _kestrel = await ProgramRun.StartKestrelAsync(static _ => { }, "--Logging:LogLevel:Default=None");
            Client = new HttpClient { BaseAddress = _kestrel.Address };
            while (!(await Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode)
            {
                await Task.Delay(20);
            }
        }

        public async Task DisposeAsync()
        {
            Client.Dispose();
            await _kestrel.DisposeAsync();
            await Lambda.DisposeAsync();
        }
    }
}
