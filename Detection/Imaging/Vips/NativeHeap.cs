namespace Detection.Imaging.Vips;

/// <summary>
/// Keeps the C library's heap small (glibc only; other C libraries neither have nor need these functions). Decoders allocate and free much memory on
/// many threads; glibc gives each thread an arena and seldom returns its memory, so resident memory would grow.
/// </summary>
internal static class NativeHeap
{
    private const int MArenaMax = -8;

    // Frequent enough that little free memory piles up, rare enough that its milliseconds do not matter.
    private const long TrimInterval = 5_000;

    private static readonly bool IsSupported = OperatingSystem.IsLinux();
    private static long _nextTrim = TrimInterval;

    /// <summary>Limits the arenas to two, which is enough for the concurrency here. Works only before other threads have arenas: call it first.</summary>
    internal static void LimitArenas()
    {
        if (IsSupported && Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null)
        {
            Try(static () => VipsNative.MallOpt(MArenaMax, 2));
        }
    }

    /// <summary>Gives free memory back to the operating system, on another thread, at most once in five seconds.</summary>
    internal static void TrimPeriodically()
    {
        long now = Environment.TickCount64, due = Volatile.Read(ref _nextTrim);
        if (IsSupported && now >= due && Interlocked.CompareExchange(ref _nextTrim, now + TrimInterval, due) == due)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static _ => Try(static () => VipsNative.MallocTrim(0)), null);
        }
    }

    private static void Try(Func<int> call)
    {
        try
        {
            _ = call();
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
        }
    }
}
