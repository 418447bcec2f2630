using System.Text.RegularExpressions;

namespace Playground.Tests;

/// <summary>What people are told when it does not work, and that it goes on by itself where it can.</summary>
[Collection(BrowserTests.Name)]
public sealed class ProblemsTests(Browser browser)
{
    private const string Key = "key-of-the-playground";

    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    [BrowserTheory]
    [InlineData("notes.txt", 400, "That is not a picture", "")]
    [InlineData("wall.png", 413, "The picture is too large", "60000 x 900 pixels")]
    [InlineData("drawing.svg", 415, "This format is not supported", "SVG is not supported")]
    [InlineData("torn.jpg", 422, "This picture cannot be decoded", "damaged")]
    public Task Picture_ServiceRefuses_SaysWhyAndOffersNoSecondTry(string name, int status, string title, string text) => browser.RunAsync(async playground =>
    {
        using TemporaryFolder folder = new();
        playground.Expect(status);
        await playground.ChooseAsync(folder.Write(name, name switch
        {
            "notes.txt" => "Buy milk."u8.ToArray(),
            "wall.png" => Png.HeaderOnly(60_000, 900),
            "drawing.svg" => """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>"""u8.ToArray(),
            _ => (await File.ReadAllBytesAsync(Dog))[..60_000],
        }));
        await playground.RequireProblemAsync(title, text);
        Assert.False(await playground["#retry"].IsVisibleAsync());
        Assert.True(await playground["#download"].IsDisabledAsync());

        // What follows is not held up.
        await playground.ShowAsync(Dog);
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));
    });

    [BrowserFact]
    public async Task Body_LargerThanTheServiceTakes_SaysSo()
    {
        await using Service service = await Service.StartAsync(("Limits__MaxBodyBytes", "100000"));
        await browser.RunAsync(service, async playground =>
        {
            playground.Expect(413);
            await playground.ChooseAsync(Dog);
            await playground.RequireProblemAsync("The picture is too large", "The request is larger than the 100000 bytes");
        });
    }

    [BrowserFact]
    public async Task Service_Busy_IsAskedAgainAfterACountdown()
    {
        // The window's one request is the question for the model's description, so that the picture has to wait for its end.
        await using Service service = await Service.StartAsync(("Limits__CallerRequests", "1"), ("Limits__CallerWindowSeconds", "5"));
        await browser.RunAsync(service, async playground =>
        {
            playground.Expect(429);
            await playground.ChooseAsync(RepositoryFiles.Sample("person.jpg"));
            await playground.RequireProblemAsync("The service is busy", "Try again in");
            await Assertions.Expect(playground["#problem-detail"]).ToHaveTextAsync(new Regex("^Trying again in [1-5] s$"));
            Assert.Equal("Try now", await playground["#retry"].TextContentAsync());
            await playground.SettledAsync();
            Assert.Contains("person", string.Join(' ', await playground.RowsAsync()), StringComparison.Ordinal);
            Assert.Equal(2, playground.Analyses);
        });
    }

    [BrowserFact]
    public async Task Service_Busy_IsLeftAloneWhenToldTo()
    {
        await using Service service = await Service.StartAsync(("Limits__CallerRequests", "1"), ("Limits__CallerWindowSeconds", "600"));
        await browser.RunAsync(service, async playground =>
        {
            playground.Expect(429);
            await playground.ChooseAsync(Dog);
            await playground.RequireProblemAsync("The service is busy", "Try again in");
            await playground["#give-up"].ClickAsync();
            await Assertions.Expect(playground["#give-up"]).ToBeHiddenAsync();
            Assert.Equal("Try again", await playground["#retry"].TextContentAsync());
            Assert.Equal(string.Empty, await playground["#problem-detail"].TextContentAsync());
        });
    }

    [BrowserFact]
    public async Task Key_Needed_IsAskedForKeptInTheTabAndSent()
    {
        await using Service service = await Service.StartAsync(("API_KEYS", Key));
        await browser.RunAsync(service, async playground =>
        {
            playground.Expect(401);
            Assert.Equal("Needs a key", await playground["#model-text"].TextContentAsync());
            Assert.True(await playground["#key-form"].IsVisibleAsync());
            await playground.ChooseAsync(Dog);
            await playground.RequireProblemAsync("An API key is needed", "An API key is needed");
            Assert.Equal("Enter key", await playground["#retry"].TextContentAsync());

            await playground["#key"].FillAsync("key-of-somebody");
            await playground.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(playground["#key-title"]).ToHaveTextAsync("That key is not valid");

            await playground["#key"].FillAsync(Key);
            await playground.Page.Keyboard.PressAsync("Enter");
            await playground.SettledAsync();
            Assert.False(await playground["#key-form"].IsVisibleAsync());
            service.Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
            await playground.RequireShowsAsync(await service.AnalyzeAsync(Dog));

            // Kept for this tab only, and shown nowhere.
            Assert.Equal(Key, await playground.Page.EvaluateAsync<string>("Object.values(sessionStorage).join()"));
            Assert.Equal(0, await playground.Page.EvaluateAsync<int>("localStorage.length + document.cookie.length"));
            Assert.DoesNotContain(Key, await playground.Page.ContentAsync(), StringComparison.Ordinal);
            Assert.Contains("-H \"X-Api-Key: $API_KEY\"", await playground["#curl"].TextContentAsync(), StringComparison.Ordinal);

            await playground["#forget-key"].ClickAsync();
            await playground["#key-form"].WaitForAsync();
            Assert.Equal(0, await playground.Page.EvaluateAsync<int>("sessionStorage.length"));
        });
    }

    [BrowserFact]
    public Task Connection_Lost_SaysSoAndGoesOnWhenItIsBack() => browser.RunAsync(async playground =>
    {
        playground.ExpectNoConnection();
        await playground.Page.Context.SetOfflineAsync(true);
        await playground.ChooseAsync(Dog);
        await playground.RequireProblemAsync("The service cannot be reached", "Check the connection.");
        await playground.Page.Context.SetOfflineAsync(false);
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog));
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
