using System.Text.Json;
using Deque.AxeCore.Commons;

namespace Playground.Tests;

/// <summary>The playground for whoever comes: by keyboard, on a phone, in the dark, with a screen reader.</summary>
[Collection(BrowserTests.Name)]
public sealed class ScreensTests(Browser browser)
{
    private static readonly string Dog = RepositoryFiles.Sample("dog.jpg");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    [BrowserFact]
    public Task Playground_ByKeyboardAlone_CanBeUsedThroughout() => browser.RunAsync(async playground =>
    {
        IKeyboard keyboard = playground.Page.Keyboard;
        TaskCompletionSource<IFileChooser> dialogue = new(TaskCreationOptions.RunContinuationsAsynchronously);
        playground.Page.FileChooser += (_, chooser) => dialogue.TrySetResult(chooser);

        // From the top: the way past the head, the OpenAPI playground, then the button.
        await keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the picture", await FocusedAsync(playground, "textContent"));
        await TabToAsync(playground, "[data-action=choose]");
        Assert.True(await HasVisibleFocusAsync(playground));
        await keyboard.PressAsync("Enter");
        await (await dialogue.Task.WaitAsync(ServingProcess.Timeout)).SetFilesAsync(Dog);
        await playground.SettledAsync();

        // The list is one stop; the arrows move in it, and the box goes with them.
        await TabToAsync(playground, "#list button");
        foreach ((string key, int row) in new[] { ("ArrowDown", 2), ("End", 4), ("ArrowUp", 3), ("Home", 1) })
        {
            await keyboard.PressAsync(key);
            Assert.Equal(await playground[$"#list li:nth-child({row}) button"].GetAttributeAsync("data-key"), await playground["#boxes .chosen"].GetAttributeAsync("data-key"));
            Assert.True(await HasVisibleFocusAsync(playground));
        }

        await keyboard.PressAsync("Enter");
        Assert.Equal("true", await FocusedAsync(playground, "ariaPressed"));
        await keyboard.PressAsync("Escape");
        Assert.Equal("false", await FocusedAsync(playground, "ariaPressed"));
        Assert.Equal(0, await playground["#boxes .chosen"].CountAsync());

        await TabToAsync(playground, "#confidence");
        for (int i = 0; i < 16; i++)
        {
            await keyboard.PressAsync("ArrowRight");
        }

        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog, 0.51, 0.5));
        await TabToAsync(playground, "#reset", backwards: true);
        await keyboard.PressAsync("Space");
        await TabToAsync(playground, "#classes button", backwards: true);
        await keyboard.PressAsync("ArrowRight");
        await keyboard.PressAsync("Space");
        await playground.SettledAsync();
        await playground.RequireShowsAsync(await browser.Service.AnalyzeAsync(Dog, classes: "bicycle"));
        Assert.Equal("bicycle", await FocusedAsync(playground, "dataset.class"));

        await TabToAsync(playground, "#tab-curl");
        await keyboard.PressAsync("ArrowRight");
        Assert.True(await playground["#json"].IsVisibleAsync());
        await TabToAsync(playground, "#download", backwards: true);
        await playground.Page.RunAndWaitForDownloadAsync(() => keyboard.PressAsync("Enter"));
    });

    [BrowserFact]
    public Task Sample_ByKeyboard_IsAnalysedAndFocusIsNotLost() => browser.RunAsync(async playground =>
    {
        await TabToAsync(playground, "[data-sample='horses.jpg']");
        await playground.Page.Keyboard.PressAsync("Enter");
        await playground.SettledAsync();
        Assert.Equal("picture-name", await FocusedAsync(playground, "id"));
    });

    [BrowserFact]
    public Task Result_WhenThere_IsAnnounced() => browser.RunAsync(async playground =>
    {
        await playground.ShowAsync(Dog);
        await Assertions.Expect(playground["#announce"]).ToHaveTextAsync("4 objects found: dog, bicycle, bench, car.");
        await playground.SetAsync(confidence: 0.63);
        await Assertions.Expect(playground["#announce"]).ToHaveTextAsync("1 object found: dog.");
    });

    [BrowserFact]
    public Task Playground_OnAPhone_FitsItsWidthAndItsTargetsTheFinger() => browser.RunAsync(
        async playground =>
        {
            await RequireFitsAsync(playground);
            await playground.ShowAsync(Dog);
            await RequireFitsAsync(playground);
            LocatorBoundingBoxResult frame = (await playground["#frame"].BoundingBoxAsync())!;
            Assert.InRange(frame.Width, 300, 360);
            Assert.InRange(frame.Y + frame.Height, 0, 740);

            // WCAG 2.2, 2.5.8: 24 by 24.
            string[] small = await playground.Page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll("button, a, input")].filter((target) => target.checkVisibility() && !target.closest(".skip, .unseen"))
                  .filter((target) => { const { width, height } = target.getBoundingClientRect(); return width < 24 || height < 20; })
                  .map((target) => target.outerHTML)
                """);
            Assert.Empty(small);
        },
        Screens.Phone);

    [BrowserFact]
    public async Task Playground_InTheDark_IsDark()
    {
        await browser.RunAsync(async playground => Assert.InRange(await BrightnessAsync(playground), 200, 255), Screens.Desk);
        await browser.RunAsync(async playground => Assert.InRange(await BrightnessAsync(playground), 0, 40), Screens.Dark);
    }

    [BrowserFact]
    public Task Playground_ForWhomMotionHurts_StandsStill() => browser.RunAsync(
        async playground =>
        {
            await playground.ShowAsync(Dog);
            string[] moving = await playground.Page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll("*")].filter((element) => {
                  const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
                  return parseFloat(transitionDuration) > 0.01 || (animationName !== "none" && parseFloat(animationDuration) > 0.01);
                }).map((element) => element.outerHTML)
                """);
            Assert.Empty(moving);
        },
        new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });

    [BrowserTheory]
    [InlineData("desk", "empty")]
    [InlineData("desk", "picture")]
    [InlineData("desk", "queue")]
    [InlineData("desk", "problem")]
    [InlineData("dark", "empty")]
    [InlineData("dark", "picture")]
    [InlineData("dark", "problem")]
    [InlineData("phone", "empty")]
    [InlineData("phone", "picture")]
    public Task Playground_InEachState_HasNothingSeriousForAxe(string screen, string state) => browser.RunAsync(
        async playground =>
        {
            switch (state)
            {
                case "picture":
                    await playground.ShowAsync(Dog);
                    await playground["#tab-json"].ClickAsync();
                    await playground["#classes button"].First.ClickAsync();
                    await playground.SettledAsync();
                    break;
                case "queue":
                    await playground.ChooseAsync(Dog, RepositoryFiles.Sample("person.jpg"));
                    await Assertions.Expect(playground["#queue-text"]).ToHaveTextAsync("2 of 2 done");
                    break;
                case "problem":
                    playground.Expect(400);
                    await playground.ChooseAsync(Path.Combine(RepositoryFiles.Root, "README.md"));
                    await playground["#problem"].WaitForAsync();
                    break;
            }

            await RequireAccessibleAsync(playground);
        },
        Screens.Of(screen));

    [BrowserTheory]
    [InlineData("desk")]
    [InlineData("dark")]
    public async Task KeyForm_WhenAKeyIsNeeded_HasNothingSeriousForAxe(string screen)
    {
        await using Service service = await Service.StartAsync(("API_KEYS", "key-of-the-playground"));
        await browser.RunAsync(
            service,
            async playground =>
            {
                playground.Expect(401);
                await playground["#key-form"].WaitForAsync();
                await RequireAccessibleAsync(playground);
            },
            Screens.Of(screen));
    }

    private static async Task RequireAccessibleAsync(Playground playground)
    {
        // Colours half way through a transition would be measured otherwise.
        await playground.Page.EvaluateAsync("Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))");

        // Evaluated, not inserted: the playground's policy lets no foreign script in.
        await playground.Page.EvaluateAsync(Axe);
        JsonElement result = await playground.Page.EvaluateAsync<JsonElement>(
            "axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => ({ passes: passes.length, violations: violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map((node) => `${node.html}: ${node.failureSummary}`).join('\\n') })) }))");
        Assert.True(result.GetProperty("passes").GetInt32() > 10);
        Assert.DoesNotContain(
            result.GetProperty("violations").EnumerateArray().Select(violation => violation.ToString()),
            violation => violation.Contains("\"impact\":\"serious\"", StringComparison.Ordinal) || violation.Contains("\"impact\":\"critical\"", StringComparison.Ordinal));
    }

    private static async Task RequireFitsAsync(Playground playground) =>
        Assert.Equal(360, await playground.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

    private static async Task<double> BrightnessAsync(Playground playground)
    {
        int[] colour = await playground.Page.EvaluateAsync<int[]>("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)");
        return colour.Average();
    }

    private static Task<string?> FocusedAsync(Playground playground, string property) => playground.Page.EvaluateAsync<string?>($"document.activeElement.{property}");

    /// <summary>Whether the element with the focus shows it.</summary>
    private static Task<bool> HasVisibleFocusAsync(Playground playground) =>
        playground.Page.EvaluateAsync<bool>("(() => { const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement); return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2; })()");

    private static async Task TabToAsync(Playground playground, string selector, bool backwards = false)
    {
        for (int i = 0; i < 40; i++)
        {
            if (await playground.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }

            await playground.Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"The tab key does not reach {selector}.");
    }
}
