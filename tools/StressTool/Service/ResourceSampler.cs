using System.Diagnostics;
using Shared;

namespace StressTool.Service;

/// <summary>Samples the memory and the handles of a process while a load runs. Thread-safe.</summary>
/// <param name="memory">The process.</param>
internal sealed class ResourceSampler(ProcessMemory memory)
{
    // Reading /proc takes the processor from the service.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<ResourceFigures>> _samples = [];
    private long _last;

    /// <summary>Takes a sample, unless the last one is too recent.</summary>
    /// <param name="period">Which part of the load it belongs to.</param>
    internal void Sample(int period)
    {
        lock (_lock)
        {
            if (!_samples.TryGetValue(period, out List<ResourceFigures>? samples))
            {
                _samples[period] = samples = [];
            }

            if (samples.Count == 0 || Stopwatch.GetElapsedTime(_last) >= Interval)
            {
                samples.Add(new ResourceFigures(memory.Resident, memory.Handles));
                _last = Stopwatch.GetTimestamp();
            }
        }
    }

    /// <summary>The medians of a period.</summary>
    internal ResourceFigures FiguresOf(int period)
    {
        lock (_lock)
        {
            List<ResourceFigures> samples = _samples[period];
            return new ResourceFigures(
                (long)Median.Of(samples.Select(sample => (double)sample.Resident)),
                (int)Median.Of(samples.Select(sample => (double)sample.Handles)));
        }
    }
}

/// <summary>The resources of a process.</summary>
/// <param name="Resident">Resident memory in bytes.</param>
/// <param name="Handles">Open files, sockets and the like.</param>
internal readonly record struct ResourceFigures(long Resident, int Handles);
