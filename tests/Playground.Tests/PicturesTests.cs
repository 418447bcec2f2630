using System.Text.Json.Nodes;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace Playground.Tests;

/// <summary>How pictures come in, and that what is shown is what the service says.</summary>
[Collection(BrowserTests.Name)]
public sealed class PicturesTests(Browser browser)
{
    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    [BrowserTheory]
    [InlineData("dog.jpg")]
    [InlineData("person.jpg")]
    [InlineData("horses.jpg")]
    public Task Picture_Chosen_ShowsExactlyWhatTheServiceAnswers(string name) => browser.RunAsync(async playground =>
    {
        string path = RepositoryFiles.Sample(name);
        await playground.ShowAsync(path);
        JsonNode answer = await browser.Service.AnalyzeAsync(path);
        Assert.NotEqual(0, (int)answer["detection_count"]!);
        await playground.RequireShowsAsync(answer);
    });

    [BrowserFact]
    public Task Sample_Clicked_IsAnalysed() => browser.RunAsync(async playground =>
    {
        await playground["[data-sample='person.jpg']"].ClickAsync();
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(
            Path.Combine(RepositoryFiles.Root, "Api", "wwwroot", "playground", "samples", "person.jpg")));
        Assert.Contains("person", string.Join(' ', await playground.RowsAsync()), StringComparison.Ordinal);
    });

    [BrowserFact]
    public Task Picture_Pasted_IsAnalysed() => browser.RunAsync(
        async playground =>
        {
            await playground.Page.EvaluateAsync(
                """
                async () => {
                  const picture = await createImageBitmap(await (await fetch("playground/samples/dog.jpg")).blob());
                  const canvas = new OffscreenCanvas(picture.width, picture.height);
                  canvas.getContext("2d").drawImage(picture, 0, 0);
                  await navigator.clipboard.write([new ClipboardItem({ "image/png": await canvas.convertToBlob() })]);
                }
                """);
            await playground.Page.Keyboard.PressAsync("Control+v");
            await playground.SettledAsync();
            Assert.Contains("dog", string.Join(' ', await playground.RowsAsync()), StringComparison.Ordinal);
        },
        new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });

    [BrowserFact]
    public Task Pictures_Dropped_AreAnalysed() => browser.RunAsync(async playground =>
    {
        IJSHandle dropped = await playground.Page.EvaluateHandleAsync(
            """
            async () => {
              const transfer = new DataTransfer();
              for (const name of ["dog.jpg", "horses.jpg"]) {
                transfer.items.add(new File([await (await fetch(`playground/samples/${name}`)).blob()], name, { type: "image/jpeg" }));
              }
              return transfer;
            }
            """);
        await playground["#welcome"].DispatchEventAsync("dragenter", new { dataTransfer = dropped });
        Assert.True(await playground["#drop-here"].IsVisibleAsync());
        await playground["#welcome"].DispatchEventAsync("drop", new { dataTransfer = dropped });
        Assert.False(await playground["#drop-here"].IsVisibleAsync());
        await playground.SettledAsync();
        Assert.Equal("dog.jpg", await playground["#picture-name"].TextContentAsync());
        Assert.Equal(2, await playground["#queue-list li"].CountAsync());
    });

    [BrowserFact]
    public Task Camera_OnAPhone_IsAskedForByItsButton() => browser.RunAsync(
        async playground =>
        {
            IFileChooser chooser = await playground.Page.RunAndWaitForFileChooserAsync(() => playground["#welcome [data-action=photograph]"].ClickAsync());
            Assert.Equal("environment", await chooser.Element.GetAttributeAsync("capture"));
            await chooser.SetFilesAsync(Dog);
            await playground.SettledAsync();
            Assert.NotEmpty(await playground.RowsAsync());
        },
        Screens.Phone);

    [BrowserFact]
    public Task Picture_StoredOnItsSide_IsUprightAndSoAreItsBoxes() => browser.RunAsync(async playground =>
    {
        // As a camera held upright stores it: on its side, to be turned by a quarter clockwise.
        using TemporaryFolder folder = new();
        string turned = folder["turned.jpg"];
        using (Image image = await Image.LoadAsync(Path.Combine(RepositoryFiles.Root, "Api", "wwwroot", "playground", "samples", "dog.jpg")))
        {
            image.Metadata.ExifProfile = new ExifProfile();
            image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)6);
            await image.SaveAsJpegAsync(turned);
        }

        await playground.ShowAsync(turned);

        Assert.Equal("480 × 640", await playground["#picture-size"].TextContentAsync());
        Assert.Equal("480,640", await playground.Page.EvaluateAsync<string>("(({ naturalWidth, naturalHeight }) => `${naturalWidth},${naturalHeight}`)(document.querySelector('#picture'))"));
        LocatorBoundingBoxResult frame = (await playground["#frame"].BoundingBoxAsync())!;
        Assert.Equal(480.0 / 640, frame.Width / frame.Height, 0.01);
        await playground.SetAsync(confidence: 0.2);
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(turned, 0.2, 0.5));
    });

    [BrowserFact]
    public Task Picture_BrowserCannotShow_HasItsBoxesAndANote() => browser.RunAsync(async playground =>
    {
        string tiff = Path.Combine(RepositoryFiles.Root, "tools", "StressTool", "Pictures", "Seeds", "strips.tiff");
        await playground.ShowAsync(tiff);
        Assert.True(await playground["#preview-note"].IsVisibleAsync());
        Assert.True(await playground["#download"].IsDisabledAsync());
        await playground.SetAsync(confidence: 0.05);
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(tiff, 0.05, 0.5));
    });

    [BrowserFact]
    public Task Pictures_Several_GoThroughTheQueue() => browser.RunAsync(async playground =>
    {
        playground.Expect(400);
        await playground.ChooseAsync(
            Dog, RepositoryFiles.Sample("horses.jpg"), RepositoryFiles.Sample("person.jpg"), Path.Combine(RepositoryFiles.Root, "README.md"));
        await Assertions.Expect(playground["#queue-text"]).ToHaveTextAsync("4 of 4 done, 1 failed");
        Assert.False(await playground["#queue-progress"].IsVisibleAsync());
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));

        await playground["#queue-list li:nth-child(2) .thumb"].ClickAsync();
        await playground.SettledAsync();
        Assert.Equal("true", await playground["#queue-list li:nth-child(2) .thumb"].GetAttributeAsync("aria-current"));
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(RepositoryFiles.Sample("horses.jpg")));

        await playground["#queue-list li:nth-child(4) .thumb"].ClickAsync();
        await playground.RequireProblemAsync("That is not a picture", "");
        Assert.Equal("README.md, failed", await playground["#queue-list li:nth-child(4) .thumb"].GetAttributeAsync("aria-label"));

        await playground["#queue-list li:nth-child(4) .remove"].ClickAsync();
        Assert.Equal(3, await playground["#queue-list li"].CountAsync());
        await playground["#clear"].ClickAsync();
        Assert.True(await playground["#welcome"].IsVisibleAsync());
    });

    [BrowserFact]
    public Task Download_OfAPicture_IsThePictureWithItsBoxes() => browser.RunAsync(async playground =>
    {
        await playground.ShowAsync(Dog);
        IDownload download = await playground.Page.RunAndWaitForDownloadAsync(() => playground["#download"].ClickAsync());
        Assert.Equal("dog-objects.jpg", download.SuggestedFilename);
        using TemporaryFolder folder = new();
        await download.SaveAsAsync(folder["annotated.jpg"]);

        // The right edge of the dog's box, which no other box is near, in the colour its class has in the list.
        JsonNode box = (await browser.Service.AnalyzeAsync(Dog))["detections"]![0]!["box_2d"]!;
        int[] expected = await ColourAsync(playground, "getComputedStyle(document.querySelector('#list .dot')).backgroundColor");
        DecodedPicture picture = DecodedPicture.Read(await File.ReadAllBytesAsync(folder["annotated.jpg"]));
        Assert.Equal((768, 576), (picture.Width, picture.Height));

        // JPEG halves the resolution of colours: those of a thin line run into their neighbours.
        (byte r, byte g, byte b) = picture[(int)box["x_max"]!, ((int)box["y_min"]! + (int)box["y_max"]!) / 2];
        Assert.All(expected.Zip([r, g, b]), channel => Assert.InRange(channel.Second, channel.First - 80, channel.First + 80));
    });

    private static Task<int[]> ColourAsync(Playground playground, string expression) =>
        playground.Page.EvaluateAsync<int[]>($"{expression}.match(/\\d+/g).map(Number)");
}
