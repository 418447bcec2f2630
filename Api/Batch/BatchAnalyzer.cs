using System.Runtime.CompilerServices;
using Api.Limits;
using Api.Problems;
using Api.Telemetry;
using Detection;
using Microsoft.Extensions.Options;

namespace Api.Batch;

/// <summary>
/// Analyses several pictures as fairly as one: the request takes one place among those admitted, and its pictures queue for a session one by one, so that
/// other callers' come between them. Only sessions that nobody wants get more of its pictures at a time.
/// </summary>
internal sealed partial class BatchAnalyzer(Admission admission, IOptions<LimitsOptions> limits, ILogger<BatchAnalyzer> logger)
{
    private Admission Admission => admission;

    /// <summary>Analyses the pictures.</summary>
    /// <param name="detector">What does it.</param>
    /// <param name="batch">The pictures. They must stay in memory until the last item has come, or the enumerator has been disposed.</param>
    /// <param name="analyses">Gets what is to be told of them.</param>
    /// <param name="cancellation">Ends the work on all of them.</param>
    /// <returns>What became of each, in the order of the pictures, as soon as it is known.</returns>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal async IAsyncEnumerable<BatchItem> RunAsync(
        Detector detector, BatchRequest batch, RequestAnalyses analyses, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using Admission.Place place = Admission.Enter(detector.Sessions);
        Work work = new(this, detector, batch.Pictures, place, end.Token);
        Task all = Task.Run(work.RunAsync, CancellationToken.None);
        try
        {
            foreach (Task<(BatchItem Item, DetectionResult? Result)> picture in work.Items)
            {
                (BatchItem item, DetectionResult? result) = await picture;
                analyses.Add(result, item.Status);
                yield return item;
            }
        }
        finally
        {
            // The pictures' memory is in use until then.
            await end.CancelAsync();
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(BatchItem, DetectionResult?)> AnalyzeAsync(Detector detector, int index, BatchPicture picture, Admission.Place place, CancellationToken cancellation)
    {
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(TimeSpan.FromSeconds(limits.Value.RequestTimeoutSeconds));
        try
        {
            if (picture.Fault is not null)
            {
                throw picture.Fault;
            }

            DetectionResult result = await detector.DetectAsync(picture.Bytes, picture.Options, time.Token);
            place.Served(result.Timings.Total - result.Timings.Queue);
            return (BatchItem.Of(index, picture.Name, result), result);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (BatchItem.Of(index, picture.Name, new Problem(StatusCodes.Status504GatewayTimeout, "The picture took longer than a request may.")), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (ProblemMapping.Map(exception) is { } problem)
            {
                return (BatchItem.Of(index, picture.Name, problem), null);
            }

            Log.PictureFailed(logger, index, exception);
            return (BatchItem.Of(index, picture.Name, Problem.OwnFault), null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 120, Level = LogLevel.Error, Message = "Picture {Index} of a batch failed")]
        internal static partial void PictureFailed(ILogger logger, int index, Exception exception);
    }

    /// <summary>The pictures of one request being analysed.</summary>
    private sealed class Work(BatchAnalyzer analyzer, Detector detector, IReadOnlyList<BatchPicture> pictures, Admission.Place place, CancellationToken cancellation)
    {
        private readonly TaskCompletionSource<(BatchItem, DetectionResult?)>[] _items =
            [.. pictures.Select(_ => new TaskCompletionSource<(BatchItem, DetectionResult?)>(TaskCreationOptions.RunContinuationsAsynchronously))];

        private int _taken = -1;

        internal IEnumerable<Task<(BatchItem Item, DetectionResult? Result)>> Items => _items.Select(item => item.Task);

        internal async Task RunAsync()
        {
            List<Task> others = [];
            while (await AnalyzeNextAsync(place))
            {
                others.RemoveAll(other => other.IsCompleted);
                while (others.Count < detector.Sessions - 1 && analyzer.Admission.TryEnterIdle(detector.Sessions) is { } idle)
                {
                    others.Add(Task.Run(() => HelpAsync(idle), CancellationToken.None));
                }
            }

            await Task.WhenAll(others);
        }

        // As long as a session would be idle without it.
        private async Task HelpAsync(Admission.Place idle)
        {
            bool hasMore;
            using (idle)
            {
                hasMore = await AnalyzeNextAsync(idle);
            }

            if (hasMore && analyzer.Admission.TryEnterIdle(detector.Sessions) is { } next)
            {
                await HelpAsync(next);
            }
        }

        private async Task<bool> AnalyzeNextAsync(Admission.Place under)
        {
            int index = Interlocked.Increment(ref _taken);
            if (index >= _items.Length)
            {
                return false;
            }

            try
            {
                cancellation.ThrowIfCancellationRequested();
                _items[index].SetResult(await analyzer.AnalyzeAsync(detector, index, pictures[index], under, cancellation));
            }
            catch (OperationCanceledException)
            {
                _items[index].SetCanceled(cancellation);
            }

            return true;
        }
    }
}
