using System.Text.Json.Nodes;

namespace Page.Tests;

/// <summary>How pictures come in, and that what is shown is what the service says.</summary>
[Collection(BrowserTests.Name)]
public sealed class PicturesTests(Browser browser)
{
    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    [BrowserTheory]
    [InlineData("dog.jpg")]
    [InlineData("person.jpg")]
    [InlineData("horses.jpg")]
    public Task Picture_Chosen_ShowsExactlyWhatTheServiceAnswers(string name) => browser.RunAsync(async page =>
    {
        string path = RepositoryFiles.Sample(name);
        await page.ShowAsync(path);
        JsonNode answer = await browser.Service.AnalyzeAsync(path);
        Assert.NotEqual(0, (int)answer["detection_count"]!);
        await page.RequireShowsAsync(answer);
    });

    [BrowserFact]
    public Task Sample_Clicked_IsAnalysed() => browser.RunAsync(async page =>
    {
        await page["[data-sample='person.jpg']"].ClickAsync();
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(
            Path.Combine(RepositoryFiles.Root, "Api", "wwwroot", "playground", "samples", "person.jpg")));
        Assert.Contains("person", string.Join(' ', await page.RowsAsync()), StringComparison.Ordinal);
    });

    [BrowserFact]
    public Task Picture_Pasted_IsAnalysed() => browser.RunAsync(
        async page =>
        {
            await page.Page.EvaluateAsync(
                """
                async () => {
                  const picture = await createImageBitmap(await (await fetch("playground/samples/dog.jpg")).blob());
                  const canvas = new OffscreenCanvas(picture.width, picture.height);
                  canvas.getContext("2d").drawImage(picture, 0, 0);
                  await navigator.clipboard.write([new ClipboardItem({ "image/png": await canvas.convertToBlob() })]);
                }
                """);
            await page.Page.Keyboard.PressAsync("Control+v");
            await page.SettledAsync();
            Assert.Contains("dog", string.Join(' ', await page.RowsAsync()), StringComparison.Ordinal);
        },
        new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });

    [BrowserFact]
    public Task Pictures_Dropped_AreAnalysed() => browser.RunAsync(async page =>
    {
        IJSHandle dropped = await page.Page.EvaluateHandleAsync(
            """
            async () => {
              const transfer = new DataTransfer();
              for (const name of ["dog.jpg", "horses.jpg"]) {
                transfer.items.add(new File([await (await fetch(`playground/samples/${name}`)).blob()], name, { type: "image/jpeg" }));
              }
              return transfer;
            }
            """);
        await page["#welcome"].DispatchEventAsync("dragenter", new { dataTransfer = dropped });
        Assert.True(await page["#drop-here"].IsVisibleAsync());
        await page["#welcome"].DispatchEventAsync("drop", new { dataTransfer = dropped });
        Assert.False(await page["#drop-here"].IsVisibleAsync());
        await page.SettledAsync();
        Assert.Equal("dog.jpg", await page["#picture-name"].TextContentAsync());
        Assert.Equal(2, await page["#queue-list li"].CountAsync());
    });

    [BrowserFact]
    public Task Camera_OnAPhone_IsAskedForByItsButton() => browser.RunAsync(
        async page =>
        {
            IFileChooser chooser = await page.Page.RunAndWaitForFileChooserAsync(() => page["#welcome [data-action=photograph]"].ClickAsync());
            Assert.Equal("environment", await chooser.Element.GetAttributeAsync("capture"));
            await chooser.SetFilesAsync(Dog);
            await page.SettledAsync();
            Assert.NotEmpty(await page.RowsAsync());
        },
        Screens.Phone);

    [BrowserFact]
    public Task Picture_StoredOnItsSide_IsUprightAndSoAreItsBoxes() => browser.RunAsync(async page =>
    {
        using TemporaryFolder folder = new();
        string turned = folder.Write("turned.jpg", Jpeg.WithOrientation(
            await File.ReadAllBytesAsync(Path.Combine(RepositoryFiles.Root, "Api", "wwwroot", "playground", "samples", "dog.jpg")), 6));
        await page.ShowAsync(turned);

        // Stored as 640 x 480, to be turned by a quarter.
        Assert.Equal("480 × 640", await page["#picture-size"].TextContentAsync());
        Assert.Equal("480,640", await page.Page.EvaluateAsync<string>("(({ naturalWidth, naturalHeight }) => `${naturalWidth},${naturalHeight}`)(document.querySelector('#picture'))"));
        LocatorBoundingBoxResult frame = (await page["#frame"].BoundingBoxAsync())!;
        Assert.Equal(480.0 / 640, frame.Width / frame.Height, 0.01);
        await page.SetAsync(confidence: 0.2);
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(turned, 0.2, 0.5));
    });

    [BrowserFact]
    public Task Picture_BrowserCannotShow_HasItsBoxesAndANote() => browser.RunAsync(async page =>
    {
        string tiff = Path.Combine(RepositoryFiles.Root, "tools", "StressTool", "Pictures", "Seeds", "strips.tiff");
        await page.ShowAsync(tiff);
        Assert.True(await page["#preview-note"].IsVisibleAsync());
        Assert.True(await page["#download"].IsDisabledAsync());
        await page.SetAsync(confidence: 0.05);
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(tiff, 0.05, 0.5));
    });

    [BrowserFact]
    public Task Pictures_Several_GoThroughTheQueue() => browser.RunAsync(async page =>
    {
        page.Expect(400);
        await page.ChooseAsync(
            Dog, RepositoryFiles.Sample("horses.jpg"), RepositoryFiles.Sample("person.jpg"), Path.Combine(RepositoryFiles.Root, "README.md"));
        await Assertions.Expect(page["#queue-text"]).ToHaveTextAsync("4 of 4 done, 1 failed");
        Assert.False(await page["#queue-progress"].IsVisibleAsync());
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));

        await page["#queue-list li:nth-child(2) .thumb"].ClickAsync();
        await page.SettledAsync();
        Assert.Equal("true", await page["#queue-list li:nth-child(2) .thumb"].GetAttributeAsync("aria-current"));
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(RepositoryFiles.Sample("horses.jpg")));

        await page["#queue-list li:nth-child(4) .thumb"].ClickAsync();
        await page.RequireProblemAsync("That is not a picture", "");
        Assert.Equal("README.md, failed", await page["#queue-list li:nth-child(4) .thumb"].GetAttributeAsync("aria-label"));

        await page["#queue-list li:nth-child(4) .remove"].ClickAsync();
        Assert.Equal(3, await page["#queue-list li"].CountAsync());
        await page["#clear"].ClickAsync();
        Assert.True(await page["#welcome"].IsVisibleAsync());
    });

    [BrowserFact]
    public Task Download_OfAPicture_IsThePictureWithItsBoxes() => browser.RunAsync(async page =>
    {
        await page.ShowAsync(Dog);
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page["#download"].ClickAsync());
        Assert.Equal("dog-objects.jpg", download.SuggestedFilename);
        using TemporaryFolder folder = new();
        await download.SaveAsAsync(folder["annotated.jpg"]);

        // The right edge of the dog's box, which no other box is near, in the colour its class has in the list.
        JsonNode box = (await browser.Service.AnalyzeAsync(Dog))["detections"]![0]!["box_2d"]!;
        int[] expected = await ColourAsync(page, "getComputedStyle(document.querySelector('#list .dot')).backgroundColor");
        string picture = Convert.ToBase64String(await File.ReadAllBytesAsync(folder["annotated.jpg"]));
        int[] pixel = await page.Page.EvaluateAsync<int[]>(
            """
            async ([picture, x, y]) => {
              const bytes = Uint8Array.from(atob(picture), (character) => character.codePointAt(0));
              const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
              const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
              const context = canvas.getContext("2d");
              context.drawImage(bitmap, 0, 0);
              return [...context.getImageData(x, y, 1, 1).data.slice(0, 3), bitmap.width, bitmap.height];
            }
            """,
            new object[] { picture, (int)box["x_max"]!, ((int)box["y_min"]! + (int)box["y_max"]!) / 2 });
        Assert.Equal([768, 576], pixel[3..]);

        // JPEG halves the resolution of colours: those of a thin line run into their neighbours.
        Assert.All(expected.Zip(pixel), channel => Assert.InRange(channel.Second, channel.First - 80, channel.First + 80));
    });

    private static Task<int[]> ColourAsync(Playground page, string expression) =>
        page.Page.EvaluateAsync<int[]>($"{expression}.match(/\\d+/g).map(Number)");
}
