using System.Globalization;
using System.Text.Json.Nodes;
using Detection.Annotation;

namespace Playground.Tests;

/// <summary>Sliders and the filter of classes: what the playground works out from one analysis is what the service answers at those settings.</summary>
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
    public Task Sliders_Moved_ShowExactlyWhatTheServiceAnswersThere(string name, params double[] thresholds) => browser.RunAsync(async playground =>
    {
        string path = RepositoryFiles.Sample(name);
        await playground.ShowAsync(path);
        foreach (double[] pair in thresholds.Chunk(2))
        {
            await playground.SetAsync(pair[0], pair[1]);
            await playground.SettledAsync();
            await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(path, pair[0], pair[1]));
        }
    });

    [BrowserFact]
    public Task Selection_WhereCertain_EqualsTheServicesAnswer() => browser.RunAsync(async playground =>
        Assert.NotEqual(0, await CompareAsync(playground, browser.Service, RepositoryFiles.Sample("horses.jpg"))));

    /// <summary>The embedded model gives many boxes one score, how many depends on the processor. Here the scores differ, and boxes are where they are.</summary>
    [BrowserFact]
    public async Task Selection_ScoresDiffer_IsCertainAtMostThresholds()
    {
        using TemporaryFolder folder = new();
        await using Service service = await Service.StartAsync(("MODEL_PATH", folder.Write("crowd.onnx", CrowdModel())));
        await browser.RunAsync(service, async playground =>
            Assert.InRange(await CompareAsync(playground, service, folder.Write("field.png", Png.Flat(1024, 1024, 90, 120, 60))), 24, Confidences.Length * Ious.Length));
    }

    [BrowserFact]
    public async Task Model_GivesEachObjectOneBox_OverlapIsNoChoice()
    {
        // Two boxes of one class that overlap: as DETR says them, both are objects.
        byte[] model = OnnxModelBuilder.WithInput(64, 64)
            .WithLabelsBoxesScores([0, 0], [0.1f, 0.1f, 0.8f, 0.8f, 0.12f, 0.12f, 0.82f, 0.82f], [0.9f, 0.7f]).WithMetadata("names", "['cat']").Build();
        using TemporaryFolder folder = new();
        string picture = folder.Write("field.png", Png.Flat(256, 256, 90, 120, 60));
        await using Service service = await Service.StartAsync(("MODEL_PATH", folder.Write("detr.onnx", model)));
        await browser.RunAsync(service, async playground =>
        {
            await playground.ShowAsync(picture);
            Assert.True(await playground["#iou"].IsDisabledAsync());
            Assert.Equal(2, (await playground.RowsAsync()).Length);
            await playground.SetAsync(confidence: 0.6);
            await playground.SettledAsync();
            Assert.Equal(2, (await playground.RowsAsync()).Length);
            await playground.RequireShowsAsync(await service.AnalyzeAsync(picture, 0.6, 0.5));
        });
    }

    [BrowserFact]
    public Task Sliders_WithNobodyToAsk_ActAtOnce() => browser.RunAsync(async playground =>
    {
        await playground.ShowAsync(Dog);
        JsonNode answer = await browser.Service.AnalyzeAsync(Dog, 0.5);
        int analyses = playground.Analyses;
        await playground.Page.Context.SetOfflineAsync(true);
        await playground.SetAsync(confidence: 0.5);
        await playground.RequireShowsAsync(answer);
        await playground.SetAsync(confidence: 0.95);
        Assert.Empty(await playground.RowsAsync());
        Assert.Equal("No objects", await playground["#count"].TextContentAsync());
        Assert.Equal(1, analyses);
        Assert.Equal(1, playground.Analyses);
    });

    [BrowserFact]
    public Task Reset_AfterSliders_BringsTheServicesOwnThresholdsBack() => browser.RunAsync(async playground =>
    {
        await playground.ShowAsync(Dog);
        Assert.True(await playground["#reset"].IsDisabledAsync());
        await playground.SetAsync(0.61, 0.8);
        await playground["#reset"].ClickAsync();
        await playground.SettledAsync();
        Assert.Equal("0.35", await playground["#confidence-value"].TextContentAsync());
        Assert.Equal("0.50", await playground["#iou-value"].TextContentAsync());
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));
    });

    [BrowserFact]
    public Task Classes_Chosen_AreTheOnlyOnesShown() => browser.RunAsync(async playground =>
    {
        await playground.ShowAsync(RepositoryFiles.Sample("horses.jpg"));
        JsonArray all = (await browser.Service.AnalyzeAsync(RepositoryFiles.Sample("horses.jpg")))["detections"]!.AsArray();
        string[] counts = [.. all.GroupBy(found => (string)found!["class_name"]!)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key}{group.Count()}")];
        Assert.Equal(counts, await playground["#classes button"].AllTextContentsAsync());

        await playground["#classes [data-class=horse]"].ClickAsync();
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(RepositoryFiles.Sample("horses.jpg"), classes: "horse"));
        Assert.Contains("-F classes=horse", await playground["#curl"].TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(counts, await playground["#classes button"].AllTextContentsAsync());

        await playground["#classes [data-class=horse]"].ClickAsync();
        await playground.SettledAsync();
        Assert.Equal(all.Count, (await playground.RowsAsync()).Length);
    });

    [BrowserFact]
    public Task Pointer_OnBoxOrRow_BringsBothForward() => browser.RunAsync(async playground =>
    {
        await playground.ShowAsync(Dog);
        await playground["#list li:nth-child(2) button"].HoverAsync();
        string? key = await playground["#list li:nth-child(2) button"].GetAttributeAsync("data-key");
        Assert.Equal(key, await playground["#boxes .chosen"].GetAttributeAsync("data-key"));

        // The car's box has nothing else over it.
        await playground["#boxes .box:nth-child(3)"].HoverAsync();
        Assert.Equal(
            await playground["#boxes .box:nth-child(3)"].GetAttributeAsync("data-key"), await playground["#list .pointed"].GetAttributeAsync("data-key"));
        await playground["#boxes .box:nth-child(3)"].ClickAsync();
        Assert.Equal("true", await playground["#list li:nth-child(3) button"].GetAttributeAsync("aria-pressed"));
    });

    [BrowserFact]
    public Task Colours_OfClasses_AreThoseOfThePicturesTheServiceDraws() => browser.RunAsync(async playground =>
    {
        string[] colours = await playground.Page.EvaluateAsync<string[]>(
            "import('/playground/palette.js').then(({ colourOf }) => Array.from({ length: 100 }, (_, id) => colourOf(id)))");
        Assert.Equal(Enumerable.Range(0, 100).Select(id => ClassColor.Of(id)).Select(colour => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}"), colours);
    });

    [BrowserFact]
    public Task Stages_OfTheService_AreShownWithTheirTotal() => browser.RunAsync(async playground =>
    {
        IResponse response = await playground.Page.RunAndWaitForResponseAsync(
            () => playground.ShowAsync(Dog), response => response.Url.Contains("/analyze?", StringComparison.Ordinal));
        string header = (await response.AllHeadersAsync())["server-timing"];
        string[] stages = [.. header.Split(", ").Select(stage => stage.Split(';')[0])];
        string[] shown = await playground.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#timing-bar span')].map(part => part.dataset.stage)");
        Assert.Equal(stages.Where(stage => stage != "total"), shown);
        double total = double.Parse(header[(header.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
        Assert.Equal(total < 10 ? $"{total:F1} ms" : $"{Math.Round(total, MidpointRounding.AwayFromZero)} ms", await playground["#timing-total"].TextContentAsync());
    });

    [BrowserFact]
    public Task Curl_Copied_IsALineThatAnswersWhatIsShown() => browser.RunAsync(
        async playground =>
        {
            await playground.ShowAsync(Dog);
            await playground.SetAsync(0.45);
            await playground.SettledAsync();
            await playground["#copy"].ClickAsync();
            await Assertions.Expect(playground["#copy"]).ToHaveTextAsync("Copied");
            string line = await playground.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
            Assert.Equal(
                $"curl -s {browser.Service.Address}analyze -F image=@dog.jpg -F confidence=0.45 -F iou=0.5", line.Replace(" \\\n ", string.Empty, StringComparison.Ordinal));
            if (OperatingSystem.IsLinux() && File.Exists("/usr/bin/curl"))
            {
                using TemporaryFolder folder = new();
                Command.Run("bash", ["-c", $"cd '{Path.GetDirectoryName(Dog)}' && {line} > '{folder["answer.json"]}'"], folder.Path);
                await playground.RequireShowsAsync(JsonNode.Parse(await File.ReadAllTextAsync(folder["answer.json"]))!);
            }
        },
        new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });

    /// <summary>Requires at many thresholds that a selection the playground is certain of is what the service answers there.</summary>
    /// <returns>At how many it was certain.</returns>
    private static async Task<int> CompareAsync(Playground playground, Service service, string picture)
    {
        string candidates = (await service.AnalyzeAsync(picture, confidence: 0.05, iou: 1, maxDetections: 1000)).ToJsonString();
        int certain = 0;
        foreach (double confidence in Confidences)
        {
            foreach (double iou in Ious)
            {
                JsonNode answer = await service.AnalyzeAsync(picture, confidence, iou);
                string? selected = await playground.Page.EvaluateAsync<string?>(
                    """
                    async ([candidates, confidence, iou]) => {
                      const { select } = await import("/playground/select.js");
                      const { detections, image_dimensions: { width, height } } = JSON.parse(candidates);
                      const { kept, isCertain } = select({ detections, width, height, floor: 0.05 }, { confidence, iou, limit: 300, suppress: true });
                      return isCertain ? JSON.stringify(kept) : null;
                    }
                    """,
                    new object[] { candidates, confidence, iou });
                if (selected is not null)
                {
                    certain++;
                    Assert.True(
                        JsonNode.DeepEquals(answer["detections"], JsonNode.Parse(selected)),
                        string.Create(CultureInfo.InvariantCulture, $"At {confidence} and {iou} the service finds {answer["detections"]}, the playground {selected}."));
                }
            }
        }

        return certain;
    }

    /// <summary>A float model of the YOLOv8 layout that finds sixty boxes of two classes around six places in every picture, each with a score of its own.</summary>
    private static byte[] CrowdModel()
    {
        const int Side = 256, Cells = (32 * 32) + (16 * 16) + (8 * 8), Boxes = 60, Places = 6;
        Random random = new(11);
        float[] output = new float[6 * Cells];
        for (int box = 0; box < Boxes; box++)
        {
            int place = box % Places;
            float[] values =
            [
                50 + (70 * (place % 3)) + Between(-8, 8), 70 + (90 * (place / 3)) + Between(-8, 8), 44 + Between(-12, 12), 44 + Between(-12, 12),
                0, 0,
            ];
            values[4 + (box % 2)] = 0.06f + (0.0153f * box);
            for (int row = 0; row < values.Length; row++)
            {
                output[(row * Cells) + box] = values[row];
            }
        }

        return OnnxModelBuilder.WithInput(Side, Side).WithConstantOutput([1, 6, Cells], output).WithMetadata("names", "{0: 'cat', 1: 'dog'}").Build();

        float Between(float least, float most) => least + (random.NextSingle() * (most - least));
    }
}
