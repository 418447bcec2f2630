namespace StressTool.Swapping;

/// <summary>Replaces the model of a running service again and again, well and badly, and sees what the service makes of it.</summary>
/// <param name="files">The model's files.</param>
/// <param name="watcher">Looks at the service.</param>
/// <param name="seed">Decides what is replaced how.</param>
internal sealed class Replacements(ModelFiles files, ModelWatcher watcher, int seed)
{
    // Longer than the service takes to look again, so that it sees the half.
    private static readonly TimeSpan HalfTime = TimeSpan.FromMilliseconds(500);

    // What is replaced before anybody has looked.
    private static readonly TimeSpan Hurry = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(seed);

    /// <summary>The model that lies there, or the last that did.</summary>
    internal SwapModel Current { get; private set; } = SwapModel.A;

    /// <summary>Good models put there and waited for.</summary>
    internal int Good { get; private set; }

    /// <summary>Those of them that the service did not take in time.</summary>
    internal int Missed { get; private set; }

    /// <summary>Broken files put there and waited for.</summary>
    internal int Broken { get; private set; }

    /// <summary>Those of them that the service did not report in time.</summary>
    internal int Unnoticed { get; private set; }

    /// <summary>Replacements that were followed by the next at once.</summary>
    internal int Hurried { get; private set; }

    /// <summary>Replaces the model so often; the last one is good.</summary>
    internal async Task RunAsync(int count, CancellationToken cancellation)
    {
        for (int i = 1; i < count; i++)
        {
            int kind = _random.Next(10);
            ReplacementWay way = _random.Pick(ReplacementWay.Rename, ReplacementWay.InPlace);
            if (kind < 3)
            {
                await BreakAsync(way, cancellation);
            }
            else if (kind < 5)
            {
                await files.ReplaceByHalvesAsync(Next(), HalfTime);
                await UntilTakenAsync(cancellation);
            }
            else if (kind < 6)
            {
                files.Replace(Next(), way);
                Hurried++;
                await Task.Delay(Hurry, cancellation);
            }
            else
            {
                files.Replace(Next(), way);
                await UntilTakenAsync(cancellation);
            }
        }

        files.Replace(Next(), ReplacementWay.Rename);
        await UntilTakenAsync(cancellation);
    }

    private SwapModel Next() => Current = Current == SwapModel.A ? SwapModel.B : SwapModel.A;

    private async Task UntilTakenAsync(CancellationToken cancellation)
    {
        Good++;
        Missed += await watcher.UntilModelAsync(Current.Name, cancellation) ? 0 : 1;
    }

    private async Task BreakAsync(ReplacementWay way, CancellationToken cancellation)
    {
        files.Break(Garbage(), way);
        Broken++;
        Unnoticed += await watcher.UntilStatusAsync("degraded", cancellation) ? 0 : 1;
    }

    private byte[] Garbage() => _random.Next(4) switch
    {
        0 => [],
        1 => "This is no model."u8.ToArray(),
        2 => _random.Bytes(100_000),
        _ => Current.Onnx[..(Current.Onnx.Length / 3)],
    };
}
