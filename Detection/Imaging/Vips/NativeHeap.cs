namespace Detection.Imaging.Vips;

/// <summary>
/// Keeps the C library's heap small (glibc only; other C libraries have no such functions and no need of them). Decoders allocate and free much, on many
/// threads; glibc gives threads arenas of their own and seldom gives their memory back, so that resident memory creeps.
/// </summary>
internal static class NativeHeap
{
    private const int MArenaMax = -8;

    // Often enough for nothing to pile up, seldom enough for its milliseconds not to matter.
    private const long TrimInterval = 5_000;

    private static readonly bool IsThere = OperatingSystem.IsLinux();
    private static long _nextTrim = TrimInterval;

    /// <summary>Limits the arenas to two: enough for what runs side by side. Of use only before other threads have arenas, so as early as can be.</summary>
    internal static void LimitArenas()
    {
        if (IsThere && Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null)
        {
            Try(static () => VipsNative.MallOpt(MArenaMax, 2));
        }
    }

    /// <summary>Gives free memory back to the operating system, on another thread, where that has not been done for a while.</summary>
    internal static void TrimNowAndThen()
    {
        long now = Environment.TickCount64, due = Volatile.Read(ref _nextTrim);
        if (IsThere && now >= due && Interlocked.CompareExchange(ref _nextTrim, now + TrimInterval, due) == due)
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
