using System.Text.Json;

namespace Page.Tests;

/// <summary>The page for whoever comes: by keyboard, on a phone, in the dark, with a screen reader.</summary>
[Collection(BrowserTests.Name)]
public sealed class ScreensTests(Browser browser)
{
    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    private static readonly Lazy<string> Axe = new(static () =>
    {
        string tools = Path.Combine(RepositoryFiles.Root, "tests", "Page.Tests", "tools");
        Node.Restore(tools);
        return File.ReadAllText(Path.Combine(tools, "node_modules", "axe-core", "axe.min.js"));
    });

    [BrowserFact]
    public Task Page_ByKeyboardAlone_CanBeUsedThroughout() => browser.RunAsync(async page =>
    {
        IKeyboard keyboard = page.Page.Keyboard;
        TaskCompletionSource<IFileChooser> dialogue = new(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Page.FileChooser += (_, chooser) => dialogue.TrySetResult(chooser);

        // From the top: the way past the head, the OpenAPI page, then the button.
        await keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the picture", await FocusedAsync(page, "textContent"));
        await TabToAsync(page, "[data-action=choose]");
        Assert.True(await HasVisibleFocusAsync(page));
        await keyboard.PressAsync("Enter");
        await (await dialogue.Task.WaitAsync(ServingProcess.Timeout)).SetFilesAsync(Dog);
        await page.SettledAsync();

        // The list is one stop; the arrows move in it, and the box goes with them.
        await TabToAsync(page, "#list button");
        foreach ((string key, int row) in new[] { ("ArrowDown", 2), ("End", 4), ("ArrowUp", 3), ("Home", 1) })
        {
            await keyboard.PressAsync(key);
            Assert.Equal(await page[$"#list li:nth-child({row}) button"].GetAttributeAsync("data-key"), await page["#boxes .chosen"].GetAttributeAsync("data-key"));
            Assert.True(await HasVisibleFocusAsync(page));
        }

        await keyboard.PressAsync("Enter");
        Assert.Equal("true", await FocusedAsync(page, "ariaPressed"));
        await keyboard.PressAsync("Escape");
        Assert.Equal("false", await FocusedAsync(page, "ariaPressed"));
        Assert.Equal(0, await page["#boxes .chosen"].CountAsync());

        await TabToAsync(page, "#confidence");
        for (int i = 0; i < 16; i++)
        {
            await keyboard.PressAsync("ArrowRight");
        }

        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog, 0.51, 0.5));
        await TabToAsync(page, "#reset", backwards: true);
        await keyboard.PressAsync("Space");
        await TabToAsync(page, "#classes button", backwards: true);
        await keyboard.PressAsync("ArrowRight");
        await keyboard.PressAsync("Space");
        await page.SettledAsync();
        await page.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog, classes: "bicycle"));
        Assert.Equal("bicycle", await FocusedAsync(page, "dataset.class"));

        await TabToAsync(page, "#tab-curl");
        await keyboard.PressAsync("ArrowRight");
        Assert.True(await page["#json"].IsVisibleAsync());
        await TabToAsync(page, "#download", backwards: true);
        await page.Page.RunAndWaitForDownloadAsync(() => keyboard.PressAsync("Enter"));
    });

    [BrowserFact]
    public Task Sample_ByKeyboard_IsAnalysedAndFocusIsNotLost() => browser.RunAsync(async page =>
    {
        await TabToAsync(page, "[data-sample='horses.jpg']");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.SettledAsync();
        Assert.Equal("picture-name", await FocusedAsync(page, "id"));
    });

    [BrowserFact]
    public Task Result_WhenThere_IsAnnounced() => browser.RunAsync(async page =>
    {
        await page.ShowAsync(Dog);
        await Assertions.Expect(page["#announce"]).ToHaveTextAsync("4 objects found: dog, bicycle, bench, car.");
        await page.SetAsync(confidence: 0.63);
        await Assertions.Expect(page["#announce"]).ToHaveTextAsync("1 object found: dog.");
    });

    [BrowserFact]
    public Task Page_OnAPhone_FitsItsWidthAndItsTargetsTheFinger() => browser.RunAsync(
        async page =>
        {
            await RequireFitsAsync(page);
            await page.ShowAsync(Dog);
            await RequireFitsAsync(page);
            LocatorBoundingBoxResult frame = (await page["#frame"].BoundingBoxAsync())!;
            Assert.InRange(frame.Width, 300, 360);
            Assert.InRange(frame.Y + frame.Height, 0, 740);

            // WCAG 2.2, 2.5.8: 24 by 24.
            string[] small = await page.Page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll("button, a, input")].filter((target) => target.checkVisibility() && !target.closest(".skip, .unseen"))
                  .filter((target) => { const { width, height } = target.getBoundingClientRect(); return width < 24 || height < 20; })
                  .map((target) => target.outerHTML)
                """);
            Assert.Empty(small);
        },
        Screens.Phone);

    [BrowserFact]
    public async Task Page_InTheDark_IsDark()
    {
        await browser.RunAsync(async page => Assert.InRange(await BrightnessAsync(page), 200, 255), Screens.Desk);
        await browser.RunAsync(async page => Assert.InRange(await BrightnessAsync(page), 0, 40), Screens.Dark);
    }

    [BrowserFact]
    public Task Page_ForWhomMotionHurts_StandsStill() => browser.RunAsync(
        async page =>
        {
            await page.ShowAsync(Dog);
            string[] moving = await page.Page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll("*")].filter((element) => {
                  const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
                  return parseFloat(transitionDuration) > 0.01 || (animationName !== "none" && parseFloat(animationDuration) > 0.01);
                }).map((element) => element.outerHTML)
                """);
            Assert.Empty(moving);
        },
        new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });

    [BrowserAndNodeTheory]
    [InlineData("desk", "empty")]
    [InlineData("desk", "picture")]
    [InlineData("desk", "queue")]
    [InlineData("desk", "problem")]
    [InlineData("dark", "empty")]
    [InlineData("dark", "picture")]
    [InlineData("dark", "problem")]
    [InlineData("phone", "empty")]
    [InlineData("phone", "picture")]
    public Task Page_InEachState_HasNothingSeriousForAxe(string screen, string state) => browser.RunAsync(
        async page =>
        {
            switch (state)
            {
                case "picture":
                    await page.ShowAsync(Dog);
                    await page["#tab-json"].ClickAsync();
                    await page["#classes button"].First.ClickAsync();
                    await page.SettledAsync();
                    break;
                case "queue":
                    await page.ChooseAsync(Dog, RepositoryFiles.Sample("person.jpg"));
                    await Assertions.Expect(page["#queue-text"]).ToHaveTextAsync("2 of 2 done");
                    break;
                case "problem":
                    page.Expect(400);
                    await page.ChooseAsync(Path.Combine(RepositoryFiles.Root, "README.md"));
                    await page["#problem"].WaitForAsync();
                    break;
            }

            await RequireAccessibleAsync(page);
        },
        Screens.Of(screen));

    [BrowserAndNodeTheory]
    [InlineData("desk")]
    [InlineData("dark")]
    public async Task KeyForm_WhenAKeyIsNeeded_HasNothingSeriousForAxe(string screen)
    {
        await using Service service = await Service.StartAsync(("API_KEYS", "key-of-the-page"));
        await browser.RunAsync(
            service,
            async page =>
            {
                page.Expect(401);
                await page["#key-form"].WaitForAsync();
                await RequireAccessibleAsync(page);
            },
            Screens.Of(screen));
    }

    private static async Task RequireAccessibleAsync(Playground page)
    {
        // Colours half way through a transition would be measured otherwise.
        await page.Page.EvaluateAsync("Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))");

        // Evaluated, not inserted: the page's policy lets no foreign script in.
        await page.Page.EvaluateAsync(Axe.Value);
        JsonElement result = await page.Page.EvaluateAsync<JsonElement>(
            "axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({ passes: passes.length, violations: violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => `${node.html}: ${node.failureSummary}`).join('\\n') })) }))");
        Assert.True(result.GetProperty("passes").GetInt32() > 10);
        Assert.DoesNotContain(
            result.GetProperty("violations").EnumerateArray().Select(violation => violation.ToString()),
            violation => violation.Contains("\"impact\":\"serious\"", StringComparison.Ordinal) || violation.Contains("\"impact\":\"critical\"", StringComparison.Ordinal));
    }

    private static async Task RequireFitsAsync(Playground page) =>
        Assert.Equal(360, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

    private static async Task<double> BrightnessAsync(Playground page)
    {
        int[] colour = await page.Page.EvaluateAsync<int[]>("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)");
        return colour.Average();
    }

    private static Task<string?> FocusedAsync(Playground page, string property) => page.Page.EvaluateAsync<string?>($"document.activeElement.{property}");

    /// <summary>Whether the element with the focus shows it.</summary>
    private static Task<bool> HasVisibleFocusAsync(Playground page) =>
        page.Page.EvaluateAsync<bool>("(() => { const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2; })()");

    private static async Task TabToAsync(Playground page, string selector, bool backwards = false)
    {
        for (int i = 0; i < 40; i++)
        {
            if (await page.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }

            await page.Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"The tab key does not reach {selector}.");
    }
}
