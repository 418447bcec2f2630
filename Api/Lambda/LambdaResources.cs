namespace Api.Lambda;

/// <summary>The heap and the processors that a function's memory size grants. .NET itself sees only the host's.</summary>
internal static class LambdaResources
{
    private const double MegabytesPerProcessor = 1769;
    private const int MostProcessors = 6;
    private const long BytesPerMegabyte = 1024 * 1024;

    // Half. The managed heap holds events and answers, at most 6 MB each and a few copies on the way: some tens of MB for each invocation at a
    // time. What grows with the work is native: the model's weights, ONNX Runtime's arenas and libvips' pixels need the other half. Without the
    // limit, the collector would plan for the host's memory and Lambda would end the process.
    private const int HeapPercent = 50;

    /// <summary>How many processors a memory size grants, to the nearest, 1 to 6.</summary>
    /// <param name="memoryMb">Memory of the function in MB.</param>
    internal static int Processors(int memoryMb) => Math.Clamp((int)Math.Round(memoryMb / MegabytesPerProcessor), 1, MostProcessors);

    /// <summary>The most bytes the managed heap gets of a memory size.</summary>
    /// <param name="memoryMb">Memory of the function in MB.</param>
    internal static long HeapLimit(int memoryMb) => memoryMb * BytesPerMegabyte * HeapPercent / 100;

    /// <summary>Limits this process's managed heap to what the function's memory allows, where that is known and nobody has set a limit.</summary>
    internal static void LimitHeap(LambdaEnvironment environment)
    {
        if (environment is { MemorySizeMb: { } memoryMb, HasHeapLimit: false })
        {
            AppContext.SetData("GCHeapHardLimit", (ulong)HeapLimit(memoryMb));
            GC.RefreshMemoryLimit();
        }
    }
}
