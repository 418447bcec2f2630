using System.Text.RegularExpressions;

namespace Page.Tests;

/// <summary>What people are told when it does not work, and that it goes on by itself where it can.</summary>
[Collection(BrowserTests.Name)]
public sealed class ProblemsTests(Browser browser)
{
    private const string Key = "key-of-the-page";

    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    [BrowserTheory]
    [InlineData("notes.txt", 400, "That is not a picture", "")]
    [InlineData("wall.png", 413, "The picture is too large", "60000 x 900 pixels")]
    [InlineData("drawing.svg", 415, "This format is not supported", "SVG is not supported")]
    [InlineData("torn.jpg", 422, "This picture cannot be decoded", "damaged")]
    public Task Picture_ServiceRefuses_SaysWhyAndOffersNoSecondTry(string name, int status, string title, string text) => browser.RunAsync(async page =>
    {
        using TemporaryFolder folder = new();
        page.Expect(status);
        await page.ChooseAsync(folder.Write(name, name switch
        {
            "notes.txt" => "Buy milk."u8.ToArray(),
            "wall.png" => Png.HeaderOnly(60_000, 900),
            "drawing.svg" => """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>"""u8.ToArray(),
            _ => (await File.ReadAllBytesAsync(Dog))[..60_000],
        }));
        await page.RequireProblemAsync(title, text);
        Assert.False(await page["#retry"].IsVisibleAsync());
        Assert.True(await page["#download"].IsDisabledAsync());

        // What follows is not held up.
        await page.ShowAsync(Dog);
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));
    });

    [BrowserFact]
    public async Task Body_LargerThanTheServiceTakes_SaysSo()
    {
        await using Service service = await Service.StartAsync(("Limits__MaxBodyBytes", "100000"));
        await browser.RunAsync(service, async page =>
        {
            page.Expect(413);
            await page.ChooseAsync(Dog);
            await page.RequireProblemAsync("The picture is too large", "The request is larger than the 100000 bytes");
        });
    }

    [BrowserFact]
    public async Task Service_Busy_IsAskedAgainAfterACountdown()
    {
        // The window's one request is the question for the model's description, so that the picture has to wait for its end.
        await using Service service = await Service.StartAsync(("Limits__CallerRequests", "1"), ("Limits__CallerWindowSeconds", "5"));
        await browser.RunAsync(service, async page =>
        {
            page.Expect(429);
            await page.ChooseAsync(RepositoryFiles.Sample("person.jpg"));
            await page.RequireProblemAsync("The service is busy", "Try again in");
            await Assertions.Expect(page["#problem-detail"]).ToHaveTextAsync(new Regex("^Trying again in [1-5] s$"));
            Assert.Equal("Try now", await page["#retry"].TextContentAsync());
            await page.SettledAsync();
            Assert.Contains("person", string.Join(' ', await page.RowsAsync()), StringComparison.Ordinal);
            Assert.Equal(2, page.Analyses);
        });
    }

    [BrowserFact]
    public async Task Service_Busy_IsLeftAloneWhenToldTo()
    {
        await using Service service = await Service.StartAsync(("Limits__CallerRequests", "1"), ("Limits__CallerWindowSeconds", "600"));
        await browser.RunAsync(service, async page =>
        {
            page.Expect(429);
            await page.ChooseAsync(Dog);
            await page.RequireProblemAsync("The service is busy", "Try again in");
            await page["#give-up"].ClickAsync();
            await Assertions.Expect(page["#give-up"]).ToBeHiddenAsync();
            Assert.Equal("Try again", await page["#retry"].TextContentAsync());
            Assert.Equal(string.Empty, await page["#problem-detail"].TextContentAsync());
        });
    }

    [BrowserFact]
    public async Task Key_Needed_IsAskedForKeptInTheTabAndSent()
    {
        await using Service service = await Service.StartAsync(("API_KEYS", Key));
        await browser.RunAsync(service, async page =>
        {
            page.Expect(401);
            Assert.Equal("Needs a key", await page["#model-text"].TextContentAsync());
            Assert.True(await page["#key-form"].IsVisibleAsync());
            await page.ChooseAsync(Dog);
            await page.RequireProblemAsync("An API key is needed", "An API key is needed");
            Assert.Equal("Enter key", await page["#retry"].TextContentAsync());

            await page["#key"].FillAsync("key-of-somebody");
            await page.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page["#key-title"]).ToHaveTextAsync("That key is not valid");

            await page["#key"].FillAsync(Key);
            await page.Page.Keyboard.PressAsync("Enter");
            await page.SettledAsync();
            Assert.False(await page["#key-form"].IsVisibleAsync());
            service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
            await page.RequireShowsAsync(await service.AnalyzeAsync(Dog));

            // Kept for this tab only, and shown nowhere.
            Assert.Equal(Key, await page.Page.EvaluateAsync<string>("Object.values(sessionStorage).join()"));
            Assert.Equal(0, await page.Page.EvaluateAsync<int>("localStorage.length + document.cookie.length"));
            Assert.DoesNotContain(Key, await page.Page.ContentAsync(), StringComparison.Ordinal);
            Assert.Contains("-H \"X-Api-Key: $API_KEY\"", await page["#curl"].TextContentAsync(), StringComparison.Ordinal);

            await page["#forget-key"].ClickAsync();
            await page["#key-form"].WaitForAsync();
            Assert.Equal(0, await page.Page.EvaluateAsync<int>("sessionStorage.length"));
        });
    }

    [BrowserFact]
    public Task Connection_Lost_SaysSoAndGoesOnWhenItIsBack() => browser.RunAsync(async page =>
    {
        page.ExpectNoConnection();
        await page.Page.Context.SetOfflineAsync(true);
        await page.ChooseAsync(Dog);
        await page.RequireProblemAsync("The service cannot be reached", "Check the connection.");
        await page.Page.Context.SetOfflineAsync(false);
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));
    });

    [BrowserFact]
    public async Task Model_NotThereYet_IsWaitedFor()
    {
        using TemporaryFolder folder = new();
        await using ServingProcess process = ServingProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "Api.dll")], "Now listening on: ",
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["MODEL_PATH"] = folder["model.onnx"],
                ["Model__WatchSeconds"] = "0.2",
            });
        using HttpClient client = await process.ConnectAsync();
        await using IBrowserContext context = await browser.NewContextAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(client.BaseAddress!.AbsoluteUri);
        await Assertions.Expect(page.Locator("#model-text")).ToHaveTextAsync("No model yet");
        await page.SetInputFilesAsync("#file-input", Dog);
        await Assertions.Expect(page.Locator("#problem-title")).ToHaveTextAsync("The service is not ready");

        File.Copy(RepositoryFiles.EmbeddedModel, folder["coming.onnx"]);
        File.Move(folder["coming.onnx"], folder["model.onnx"]);
        await Assertions.Expect(page.Locator("#stage")).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 20_000 });
        Assert.Equal("ready", await page.Locator("#model").GetAttributeAsync("data-state"));
        Assert.NotEqual(0, await page.Locator("#list li").CountAsync());
    }
}
