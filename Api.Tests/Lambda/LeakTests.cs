namespace Api.Tests.Lambda;

/// <summary>Invocations by the thousand.</summary>
[Collection(nameof(Alone))]
public sealed class LeakTests
{
    private const int LeakBytes = 128 * 1024;

    [Fact]
    public async Task AThousandInvocationsAndMore_LeakNeitherMemoryNorSockets()
    {
        await using LambdaRun run = await LambdaRun.StartAsync();
        string[] events =
        [
            .. ((IEnumerable<string>)TestEvents.Kinds).Select(kind => TestEvents.Create(kind, "GET", "/test/png")),
            TestEvents.Create("rest", "POST", "/test/echo", contentType: "image/png", body: TestRoutes.Binary),
            """{"warmup":true}""",
            """{"unknown":true}""",
            "{",
        ];
        async Task RunAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await run.InvokeAsync(new ScriptedInvocation(System.Text.Encoding.UTF8.GetBytes(events[i % events.Length])) { Deadline = TimeSpan.FromMinutes(5) });
            }
        }

        // Pools fill for a while, at random moments, a set of buffers for each new thread; a leak would show in each round. Twice as much as the
        // list of calls on the scripted side takes.
        await RunAsync(500);
        long leastGrowth = long.MaxValue;
        for (int round = 0; round < 2 || (round < 12 && leastGrowth > LeakBytes); round++)
        {
            long before = LiveBytes();
            await RunAsync(250);
            leastGrowth = Math.Min(leastGrowth, LiveBytes() - before);
        }

        Assert.InRange(leastGrowth, long.MinValue, LeakBytes);
        Assert.Equal(1, run.Api.Connections);
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
