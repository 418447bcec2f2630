using System.Net;
using Api.Telemetry;
using Api.Tests.Analyze;
using Api.Tests.Settings;
using Detection;
using Detection.Imaging;
using TestSupport;

namespace Api.Tests.Telemetry;

[Collection(ServiceProcesses.Name)]
public sealed class EmbeddedMetricsTests
{
    private static readonly (string Space, string Dimensions, string Name, string Unit)[] Promised =
    [
        ("YOLO/ObjectDetection", "ImageSize", "DetectionCount", "Count"),
        ("YOLO/Performance", "", "InferenceTime", "Milliseconds"),
        ("YOLO/Errors", "", "ErrorCount", "Count"),
    ];

    [Fact]
    public async Task Analyze_TurnedOn_WritesALineWithTheNumbersOfTheAnswer()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Telemetry__EmbeddedMetrics", "true"));
        using HttpClient client = await service.ConnectAsync();
        using HttpResponseMessage response = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(SamplePictures.Dog));
        AnalyzeAnswer answer = await AnalyzeAnswer.ReadAsync(response);
        using HttpResponseMessage refused = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.JsonText("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        string text = Assert.Single(await WaitForLinesAsync(service, 1));
        EmbeddedMetricLine line = new(text);
        Assert.Equal(Promised, line.Measured);
        Assert.Equal("small", line.Dimension("ImageSize"));
        Assert.Equal((answer.Width, answer.Height), (line.Value("ImageWidth"), line.Value("ImageHeight")));
        Assert.Equal(answer.Detections.Count, line.Value("DetectionCount"));
        string inference = response.Headers.GetValues("Server-Timing").Single().Split(", ").Single(stage => stage.StartsWith("inference", StringComparison.Ordinal));
        Assert.Equal(double.Parse(inference.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture), line.Value("InferenceTime"), 0.01);
        Assert.Equal(0, line.Value("ErrorCount"));
        Assert.InRange(line.Written, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public void Write_PicturesOfManySizes_HaveAFewDimensionValues()
    {
        (int Width, int Height)[] sizes = [(1, 1), (316, 316), (317, 316), (999, 1000), (1000, 1000), (2000, 2000), (3999, 4000), (4000, 4000), (65_500, 65_500)];
        string[] classes = [.. sizes.Select(size => Written(size.Width, size.Height, usesExactSize: false).Dimension("ImageSize"))];
        Assert.Equal(["thumbnail", "thumbnail", "small", "small", "medium", "large", "large", "huge", "huge"], classes);
    }

    [Theory]
    [InlineData(true, "1920x1080")]
    [InlineData(false, "medium")]
    public void Write_ExactSizeOrNot_HasWidthAndHeightAsFields(bool usesExactSize, string dimension)
    {
        EmbeddedMetricLine line = Written(1920, 1080, usesExactSize);
        Assert.Equal(dimension, line.Dimension("ImageSize"));
        Assert.Equal((1920, 1080), (line.Value("ImageWidth"), line.Value("ImageHeight")));
        Assert.Equal(Promised, line.Measured);
    }

    [Fact]
    public async Task Analyze_ExactImageSizeSet_WritesWidthAndHeightAsTheDimension()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Telemetry__EmbeddedMetrics", "true"), ("Telemetry__ExactImageSize", "true"));
        using HttpClient client = await service.ConnectAsync();
        using HttpResponseMessage response = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(SamplePictures.Dog));
        AnalyzeAnswer answer = await AnalyzeAnswer.ReadAsync(response);
        EmbeddedMetricLine line = new(Assert.Single(await WaitForLinesAsync(service, 1)));
        Assert.Equal($"{answer.Width}x{answer.Height}", line.Dimension("ImageSize"));
    }

    [Fact]
    public async Task Analyze_FailsThroughTheServicesFault_WritesALineWithTheErrorAlone()
    {
        await using ServiceProcess service = ServiceProcess.Start(("Telemetry__EmbeddedMetrics", "true"), ("Limits__RequestTimeoutSeconds", "0.5"));
        using HttpClient client = await service.ConnectAsync();
        using RawConnection connection = new(client.BaseAddress!);
        await connection.SendHeadAsync(100_000);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await connection.ReadAsync()).Status);
        EmbeddedMetricLine line = new(Assert.Single(await WaitForLinesAsync(service, 1)));
        Assert.Equal(("YOLO/Errors", "", "ErrorCount", "Count"), Assert.Single(line.Measured));
        Assert.Equal(1, line.Value("ErrorCount"));
    }

    [Fact]
    public async Task Analyze_NotInLambda_WritesNone()
    {
        await using ServiceProcess service = ServiceProcess.Start();
        using HttpClient client = await service.ConnectAsync();
        using HttpResponseMessage response = await client.PostAsync(new Uri("/analyze", UriKind.Relative), PictureContent.Raw(SamplePictures.Dog));
        await AnalyzeAnswer.ReadAsync(response);
        await Task.Delay(300);
        Assert.DoesNotContain("_aws", service.Output, StringComparison.Ordinal);
    }

    private static EmbeddedMetricLine Written(int width, int height, bool usesExactSize)
    {
        using StringWriter output = new();
        DetectionResult result = new(new PictureInfo(PictureFormat.Jpeg, width, height, ExifOrientation.Upright), [], default);
        new EmbeddedMetrics(TimeProvider.System, output, usesExactSize).Write(result);
        return new EmbeddedMetricLine(output.ToString());
    }

    private static async Task<string[]> WaitForLinesAsync(ServiceProcess service, int count)
    {
        string[] lines = [];
        for (int i = 0; i < 200 && lines.Length < count; i++)
        {
            await Task.Delay(25);
            lines = [.. service.Output.Split('\n').Where(line => line.Contains("_aws", StringComparison.Ordinal))];
        }

        return lines;
    }
}
