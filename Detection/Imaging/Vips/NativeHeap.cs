namespace Detection.Imaging.Vips;

/// <summary>
/// Keeps the C library's heap small (glibc only; other C libraries neither have nor need these functions). Decoders allocate and free much memory on
/// many threads; glibc gives each thread an arena and seldom returns its memory, so resident memory would grow.
/// </summary>
internal static class NativeHeap
{
    private const int MMmapThreshold = -3, MArenaMax = -8;

    // Pixels of decoders are larger and come and go; what a call needs again and again is smaller.
    private const int LargestOnHeap = 1024 * 1024;

    // Frequent enough that little free memory piles up, rare enough that its milliseconds do not matter.
    private const long TrimInterval = 5_000;

    private static readonly bool IsSupported = OperatingSystem.IsLinux();
    private static long _nextTrim = TrimInterval;

    /// <summary>
    /// Limits the arenas to two, which is enough for the concurrency here, and keeps large blocks out of them. Left to itself glibc puts blocks of up to 32
    /// MiB on its heap once it has seen one freed, and a small block behind such a gap keeps its memory. Works only before other threads have arenas: call it
    /// first. Who sets glibc's own variables has decided for themselves.
    /// </summary>
    internal static void Configure()
    {
        Set(MArenaMax, 2, "MALLOC_ARENA_MAX");
        Set(MMmapThreshold, LargestOnHeap, "MALLOC_MMAP_THRESHOLD_");
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

    private static void Set(int option, int value, string variable)
    {
        if (IsSupported && Environment.GetEnvironmentVariable(variable) is null)
        {
            Try(() => VipsNative.MallOpt(option, value));
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
