using System.Net;
using System.Text.Json;
using Api.Limits;
using Api.Requests;
using Api.Tests.Access;
using Api.Tests.Analyze;
using Api.Tests.Problems;
using Detection.Imaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Api.Tests.Limits;

/// <summary>A decoder that cannot be stopped: the answer comes in time, and the work behind it keeps what it needs.</summary>
public sealed class UnstoppableWorkTests
{
    // Seconds of decoding, far more than the time-out.
    private const int Scans = 6_000;

    private static readonly byte[] Picture = UnstoppablePicture.OfScans(Scans);

    [Fact]
    public async Task Analyze_DecoderCannotBeStopped_IsAnsweredInTimeAndKeepsItsSlot()
    {
        await using ApiFactory api = await StartAsync();
        using (HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(Picture)))
        {
            await ProblemDocument.RequireAsync(response, HttpStatusCode.GatewayTimeout);
        }

        Assert.Equal(1, api.Services.GetRequiredService<Admission>().Admitted);
        Assert.True(api.Services.GetRequiredService<BodyMemory>().Reserved >= Picture.Length);
        using (HttpResponseMessage refused = await api.PostAnalyzeAsync(PictureContent.Raw(SamplePictures.Dog)))
        {
            Assert.Equal("The analysis queue is full. Try again later.", await ProblemDocument.RequireAsync(refused, HttpStatusCode.TooManyRequests));
        }

        await WaitForTheEndAsync(api);
        Assert.Empty(api.Errors.Entries);
    }

    [Fact]
    public async Task Analyze_AnnotatedAndDecoderCannotBeStopped_GivesAllMemoryBack()
    {
        await using ApiFactory api = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/analyze") { Content = PictureContent.Raw(Picture) };
        request.Headers.Accept.ParseAdd("image/png");
        using (HttpResponseMessage response = await api.Client.SendAsync(request))
        {
            await ProblemDocument.RequireAsync(response, HttpStatusCode.GatewayTimeout);
        }

        Assert.Equal(1, api.Services.GetRequiredService<Admission>().Admitted);
        await WaitForTheEndAsync(api);
    }

    [Fact]
    public async Task Batch_DecoderCannotBeStopped_IsAnsweredInTimeAndSoAreTheOthers()
    {
        await using ApiFactory api = await StartAsync();
        using (HttpResponseMessage response = await api.Client.PostAsync(
            new Uri("/analyze/batch", UriKind.Relative),
            PictureContent.Files(("a", Picture, "slow.jpg"), ("b", "no picture"u8.ToArray(), "text.txt"))))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            JsonElement answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal([504, 400], answer.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        }

        // The slot and the body of the one that is still being decoded.
        Assert.Equal(1, api.Services.GetRequiredService<Admission>().Admitted);
        Assert.True(api.Services.GetRequiredService<BodyMemory>().Reserved >= Picture.Length);
        await WaitForTheEndAsync(api);
        Assert.Empty(api.Errors.Entries);
    }

    [Theory]
    [InlineData("/analyze")]
    [InlineData("/analyze/batch")]
    public async Task Analyze_FailsBehindTheAnswer_IsObservedAndLogged(string path)
    {
        List<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            lock (unobserved)
            {
                unobserved.AddRange(args.Exception.InnerExceptions.OfType<PictureException>());
            }
        }

        using TraceLog log = new();
        await using ApiFactory api = await StartAsync();
        api.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            byte[] damaged = UnstoppablePicture.OfScans(Scans, isDamaged: true);
            using (HttpResponseMessage response = await api.Client.PostAsync(new Uri(path, UriKind.Relative), PictureContent.Files(("image", damaged, "damaged.jpg"))))
            {
                Assert.Contains("504", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            await WaitForTheEndAsync(api);
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.Empty(unobserved);
        Assert.Contains(log.Lines, line => line.Contains("could not be stopped", StringComparison.Ordinal) && line.Contains("is damaged", StringComparison.Ordinal));
    }

    private static async Task<ApiFactory> StartAsync()
    {
        ApiFactory api = await ApiFactory.StartAsync(
            ("Detection:Sessions", "1"), ("Limits:QueueLength", "0"), ("Limits:RequestTimeoutSeconds", "1.5"), UnstoppablePicture.Setting);

        // The first calls through a fresh process are slow: the time-out is to come while the decoder works, not before.
        HttpStatusCode last = default;
        for (int i = 0; i < 100 && last != HttpStatusCode.OK; i++)
        {
            using HttpResponseMessage response = await api.PostAnalyzeAsync(PictureContent.Raw(UnstoppablePicture.OfScans(1)));
            last = response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, last);
        return api;
    }

    /// <summary>Waits until the work behind the answer has ended, and has given back all it held.</summary>
    private static async Task WaitForTheEndAsync(ApiFactory api)
    {
        Admission admission = api.Services.GetRequiredService<Admission>();
        BodyMemory memory = api.Services.GetRequiredService<BodyMemory>();
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(3));
        while (admission.Admitted > 0 || memory.Reserved > 0)
        {
            await Task.Delay(50, timeout.Token);
        }
    }
}
