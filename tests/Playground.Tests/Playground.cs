using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Playground.Tests;

/// <summary>The playground in a browser, as somebody uses it.</summary>
internal sealed partial class Playground
{
    private readonly Service _service;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<Regex> _expected = [];

    private Playground(IPage page, Service service)
    {
        Page = page;
        _service = service;
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    internal IPage Page { get; }

    /// <summary>How often a picture was sent.</summary>
    internal int Analyses => _requests.Count(static url => url.Contains("/analyze?", StringComparison.Ordinal));

    internal static async Task<Playground> OpenAsync(IBrowserContext context, Service service)
    {
        Playground playground = new(await context.NewPageAsync(), service);
        playground.Page.SetDefaultTimeout(15_000);
        await playground.Page.GotoAsync(service.Address.AbsoluteUri);
        await playground.Page.WaitForSelectorAsync("#model:not([data-state=starting])");
        return playground;
    }

    internal ILocator this[string selector] => Page.Locator(selector);

    /// <summary>Says that the browser will report a status, as it does of each that is no success.</summary>
    internal void Expect(int status) =>
        _expected.Add(new Regex(string.Create(CultureInfo.InvariantCulture, $@"^Failed to load resource: the server responded with a status of {status}\b")));

    /// <summary>Says that the browser will report that nobody was reached.</summary>
    internal void ExpectNoConnection() => _expected.Add(NoConnection());

    /// <summary>Chooses files as the dialogue of the browser gives them.</summary>
    internal Task ChooseAsync(params string[] paths) => Page.SetInputFilesAsync("#file-input", paths);

    /// <summary>Waits until a picture is shown with what was found, and the thresholds have settled.</summary>
    internal Task SettledAsync() => Page.WaitForSelectorAsync("#workbench[data-settled=true] #stage[data-state=done]");

    /// <summary>Chooses a picture and waits until it is shown.</summary>
    internal async Task ShowAsync(string path)
    {
        await ChooseAsync(path);
        await SettledAsync();
    }

    /// <summary>Moves the sliders.</summary>
    internal async Task SetAsync(double? confidence = null, double? iou = null)
    {
        if (confidence is { } score)
        {
            await this["#confidence"].FillAsync(score.ToString(CultureInfo.InvariantCulture));
        }

        if (iou is { } overlap)
        {
            await this["#iou"].FillAsync(overlap.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The objects in the list: class and score.</summary>
    internal async Task<string[]> RowsAsync() =>
        await Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#list button')].map(row => `${row.querySelector('.name').textContent} ${row.querySelector('.score').textContent}`)");

    /// <summary>The JSON that the playground shows.</summary>
    internal async Task<JsonNode> JsonAsync() => JsonNode.Parse(await this["#json"].TextContentAsync() ?? string.Empty)!;

    /// <summary>Requires that the playground shows exactly an answer: in its list, in its JSON, and in its boxes to half a pixel of the screen.</summary>
    internal async Task RequireShowsAsync(JsonNode answer)
    {
        JsonNode shown = await JsonAsync();
        Assert.True(JsonNode.DeepEquals(answer, shown), $"The service: {answer}\nThe playground: {shown}");
        JsonArray detections = answer["detections"]!.AsArray();
        Assert.Equal(
            detections.Select(found => string.Create(CultureInfo.InvariantCulture, $"{found!["class_name"]} {(double)found["confidence"]!:F3}")), await RowsAsync());
        double width = (double)answer["image_dimensions"]!["width"]!, height = (double)answer["image_dimensions"]!["height"]!;
        LocatorBoundingBoxResult frame = (await this["#frame"].BoundingBoxAsync())!;
        float[][] boxes = await Page.EvaluateAsync<float[][]>(
            "[...document.querySelectorAll('#boxes .box')].map(box => box.getBoundingClientRect()).map(({ left, top, right, bottom }) => [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY])");
        Assert.Equal(detections.Count, boxes.Length);
        float[] offset = await Page.EvaluateAsync<float[]>("[scrollX, scrollY]");
        foreach ((JsonNode? found, float[] box) in detections.Zip(boxes))
        {
            JsonNode pixels = found!["box_2d"]!;
            Assert.Equal(frame.X + offset[0] + (frame.Width * (double)pixels["x_min"]! / width), box[0], 0.5);
            Assert.Equal(frame.Y + offset[1] + (frame.Height * (double)pixels["y_min"]! / height), box[1], 0.5);
            Assert.Equal(frame.X + offset[0] + (frame.Width * (double)pixels["x_max"]! / width), box[2], 0.5);
            Assert.Equal(frame.Y + offset[1] + (frame.Height * (double)pixels["y_max"]! / height), box[3], 0.5);
        }
    }

    /// <summary>Waits for a problem and requires its words.</summary>
    internal async Task RequireProblemAsync(string title, string text)
    {
        await this["#problem"].WaitForAsync();
        Assert.Equal(title, await this["#problem-title"].TextContentAsync());
        Assert.Contains(text, await this["#problem-text"].TextContentAsync(), StringComparison.Ordinal);
    }

    /// <summary>Requires that all requests stayed with the service, and that the browser complained of nothing that was not expected.</summary>
    internal void RequireClean()
    {
        Assert.NotEmpty(_requests);
        Assert.All(_requests, url => Assert.True(
            url.StartsWith(_service.Address.AbsoluteUri, StringComparison.Ordinal) || url.StartsWith("blob:" + _service.Address.AbsoluteUri, StringComparison.Ordinal),
            $"The playground asked {url}."));
        Assert.DoesNotContain(_complaints, complaint => !_expected.Exists(expected => expected.IsMatch(complaint)));
    }

    [GeneratedRegex("^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED)")]
    private static partial Regex NoConnection();
}
