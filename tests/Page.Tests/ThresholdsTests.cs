using System.Globalization;
using System.Text.Json.Nodes;
using Detection.Annotation;

namespace Page.Tests;

/// <summary>Sliders and the filter of classes: what the page works out from one analysis is what the service answers at those settings.</summary>
[Collection(BrowserTests.Name)]
public sealed class ThresholdsTests(Browser browser)
{
    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    private static readonly double[] Confidences = [0.05, 0.1, 0.17, 0.25, 0.35, 0.5];
    private static readonly double[] Ious = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85];

    [BrowserTheory]
    [InlineData("dog.jpg", 0.05, 0.5, 0.12, 0.9, 0.6, 0.5)]
    [InlineData("person.jpg", 0.08, 0.3, 0.05, 0.75, 0.3, 0.1)]
    [InlineData("horses.jpg", 0.06, 0.1, 0.2, 0.95, 0.41, 0.6)]
    public Task Sliders_Moved_ShowExactlyWhatTheServiceAnswersThere(string name, params double[] thresholds) => browser.RunAsync(async page =>
    {
        string path = RepositoryFiles.Sample(name);
        await page.ShowAsync(path);
        foreach (double[] pair in thresholds.Chunk(2))
        {
            await page.SetAsync(pair[0], pair[1]);
            await page.SettledAsync();
            await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(path, pair[0], pair[1]));
        }
    });

    [BrowserFact]
    public Task Selection_PageIsCertainOf_IsTheServicesAtManyThresholds() => browser.RunAsync(async page =>
    {
        string horses = Path.Combine(RepositoryFiles.Root, "Api", "wwwroot", "playground", "samples", "horses.jpg");
        int certain = 0, all = 0;
        foreach (double confidence in Confidences)
        {
            foreach (double iou in Ious)
            {
                JsonNode answer = await browser.Service.AnalyzeAsync(horses, confidence, iou);
                string? selected = await page.Page.EvaluateAsync<string?>(
                    """
                    async ([confidence, iou]) => {
                      const { select } = await import("/playground/select.js");
                      globalThis.candidates ??= await (await fetch("analyze?confidence=0.05&iou=1&max_detections=1000", {
                        method: "POST", headers: { "Content-Type": "image/jpeg" }, body: await (await fetch("playground/samples/horses.jpg")).blob(),
                      })).json();
                      const { width, height } = globalThis.candidates.image_dimensions;
                      const { kept, isCertain } = select(
                        { detections: globalThis.candidates.detections, width, height, floor: 0.05 }, { confidence, iou, limit: 300, suppress: true });
                      return isCertain ? JSON.stringify(kept) : null;
                    }
                    """,
                    new[] { confidence, iou });
                all++;
                if (selected is not null)
                {
                    certain++;
                    Assert.True(
                        JsonNode.DeepEquals(answer["detections"], JsonNode.Parse(selected)),
                        string.Create(CultureInfo.InvariantCulture, $"At {confidence} and {iou} the service finds {answer["detections"]}, the page {selected}."));
                }
            }
        }

        // Doubts are the exception.
        Assert.InRange(certain, all / 2, all);
    });

    [BrowserFact]
    public Task Sliders_WithNobodyToAsk_ActAtOnce() => browser.RunAsync(async page =>
    {
        await page.ShowAsync(Dog);
        JsonNode answer = await browser.Service.AnalyzeAsync(Dog, 0.5);
        int analyses = page.Analyses;
        await page.Page.Context.SetOfflineAsync(true);
        await page.SetAsync(confidence: 0.5);
        await page.RequireShowsAsync(answer);
        await page.SetAsync(confidence: 0.95);
        Assert.Empty(await page.RowsAsync());
        Assert.Equal("No objects", await page["#count"].TextContentAsync());
        Assert.Equal(1, analyses);
        Assert.Equal(1, page.Analyses);
    });

    [BrowserFact]
    public Task Reset_AfterSliders_BringsTheServicesOwnThresholdsBack() => browser.RunAsync(async page =>
    {
        await page.ShowAsync(Dog);
        Assert.True(await page["#reset"].IsDisabledAsync());
        await page.SetAsync(0.61, 0.8);
        await page["#reset"].ClickAsync();
        await page.SettledAsync();
        Assert.Equal("0.35", await page["#confidence-value"].TextContentAsync());
        Assert.Equal("0.50", await page["#iou-value"].TextContentAsync());
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));
    });

    [BrowserFact]
    public Task Classes_Chosen_AreTheOnlyOnesShown() => browser.RunAsync(async page =>
    {
        await page.ShowAsync(RepositoryFiles.Sample("horses.jpg"));
        JsonArray all = (await browser.Service.AnalyzeAsync(RepositoryFiles.Sample("horses.jpg")))["detections"]!.AsArray();
        string[] counts = [.. all.GroupBy(found => (string)found!["class_name"]!)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}{group.Count()}")];
        Assert.Equal(counts, await page["#classes button"].AllTextContentsAsync());

        await page["#classes [data-class=horse]"].ClickAsync();
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(RepositoryFiles.Sample("horses.jpg"), classes: "horse"));
        Assert.Contains("-F classes=horse", await page["#curl"].TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(counts, await page["#classes button"].AllTextContentsAsync());

        await page["#classes [data-class=horse]"].ClickAsync();
        await page.SettledAsync();
        Assert.Equal(all.Count, (await page.RowsAsync()).Length);
    });

    [BrowserFact]
    public Task Pointer_OnBoxOrRow_BringsBothForward() => browser.RunAsync(async page =>
    {
        await page.ShowAsync(Dog);
        await page["#list li:nth-child(2) button"].HoverAsync();
        string? key = await page["#list li:nth-child(2) button"].GetAttributeAsync("data-key");
        Assert.Equal(key, await page["#boxes .chosen"].GetAttributeAsync("data-key"));

        // The car's box has nothing else over it.
        await page["#boxes .box:nth-child(3)"].HoverAsync();
        Assert.Equal(
            await page["#boxes .box:nth-child(3)"].GetAttributeAsync("data-key"), await page["#list .pointed"].GetAttributeAsync("data-key"));
        await page["#boxes .box:nth-child(3)"].ClickAsync();
        Assert.Equal("true", await page["#list li:nth-child(3) button"].GetAttributeAsync("aria-pressed"));
    });

    [BrowserFact]
    public Task Colours_OfClasses_AreThoseOfThePicturesTheServiceDraws() => browser.RunAsync(async page =>
    {
        string[] colours = await page.Page.EvaluateAsync<string[]>(
            "import('/playground/palette.js').then(({ colourOf }) => Array.from({ length: 100 }, (_, id) => colourOf(id)))");
        Assert.Equal(Enumerable.Range(0, 100).Select(id => ClassColor.Of(id)).Select(colour => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}"), colours);
    });

    [BrowserFact]
    public Task Stages_OfTheService_AreShownWithTheirTotal() => browser.RunAsync(async page =>
    {
        IResponse response = await page.Page.RunAndWaitForResponseAsync(
            () => page.ShowAsync(Dog), response => response.Url.Contains("/analyze?", StringComparison.Ordinal));
        string header = (await response.AllHeadersAsync())["server-timing"];
        string[] stages = [.. header.Split(", ").Select(stage => stage.Split(';')[0])];
        string[] shown = await page.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#timing-bar span')].map(part => part.dataset.stage)");
        Assert.Equal(stages.Where(stage => stage != "total"), shown);
        double total = double.Parse(header[(header.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
        Assert.Equal(total < 10 ? $"{total:F1} ms" : $"{Math.Round(total, MidpointRounding.AwayFromZero)} ms", await page["#timing-total"].TextContentAsync());
    });

    [BrowserFact]
    public Task Curl_Copied_IsALineThatAnswersWhatIsShown() => browser.RunAsync(
        async page =>
        {
            await page.ShowAsync(Dog);
            await page.SetAsync(0.45);
            await page.SettledAsync();
            await page["#copy"].ClickAsync();
            await Assertions.Expect(page["#copy"]).ToHaveTextAsync("Copied");
            string line = await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
            Assert.Equal(
                $"curl -s {browser.Service.Address}analyze -F image=@dog.jpg -F confidence=0.45 -F iou=0.5", line.Replace(" \\\n ", string.Empty, StringComparison.Ordinal));
            if (OperatingSystem.IsLinux() && File.Exists("/usr/bin/curl"))
            {
                using TemporaryFolder folder = new();
                Command.Run("bash", ["-c", $"cd '{Path.GetDirectoryName(Dog)}' && {line} > '{folder["answer.json"]}'"], folder.Path);
                await page.RequireShowsAsync(JsonNode.Parse(await File.ReadAllTextAsync(folder["answer.json"]))!);
            }
        },
        new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });
}
