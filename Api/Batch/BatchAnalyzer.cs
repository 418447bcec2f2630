using System.Runtime.CompilerServices;
using Api.Analyze;
using Api.Limits;
using Api.Problems;
using Api.Requests;
using Api.Telemetry;
using Detection;
using Microsoft.Extensions.Options;

namespace Api.Batch;

/// <summary>
/// Analyses several pictures as fairly as one: the request takes one slot, and its pictures queue for a session one by one, so that other callers'
/// pictures come between them. Only sessions that nobody else wants get more of its pictures at a time. Each picture takes the path of
/// <see cref="Analyzer"/> and may take as long as a request.
/// </summary>
internal sealed partial class BatchAnalyzer(Analyzer analyzer, Admission admission, IOptions<LimitsOptions> limits, ILogger<BatchAnalyzer> logger)
{
    /// <summary>Analyses the pictures.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="batch">The pictures.</param>
    /// <param name="analyses">The analyses of the request, which get those of the pictures.</param>
    /// <param name="cancellation">Ends the work on all of them.</param>
    /// <returns>The outcome of each picture, in the order of the pictures, as soon as it is known.</returns>
    /// <exception cref="ApiException">429: the queue is full.</exception>
    internal async IAsyncEnumerable<BatchItem> RunAsync(
        Detector detector, BatchRequest batch, RequestAnalyses analyses, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Admission.Slot slot = admission.Enter(detector.Sessions);
        Work work = new(this, admission, detector, batch.Pictures, analyses, end.Token);
        Task all = Task.Run(() => work.RunAsync(slot), CancellationToken.None);
        try
        {
            foreach (Task<BatchItem> item in work.Items)
            {
                yield return await item;
            }
        }
        finally
        {
            await end.CancelAsync();
            await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<BatchItem> AnalyzeAsync(
        Detector detector, int index, Picture picture, Admission.Slot slot, RequestAnalyses analyses, CancellationToken cancellation)
    {
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(TimeSpan.FromSeconds(limits.Value.RequestTimeoutSeconds));
        Problem problem;
        try
        {
            if (picture.Fault is not null)
            {
                throw picture.Fault;
            }

            // The work holds both until it has ended, which may be after its outcome is known.
            picture.Body.Hold();
            slot.Hold();
            using Analysis analysis = await analyzer.RunAsync(detector, picture, slot, drawing: null, analyses, time.Token);
            return BatchItem.Of(index, picture.Name, analysis.Result);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = Problem.TimedOut with { Sentence = "The picture took longer than a request may." };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            problem = ProblemMapping.Map(exception) ?? OwnFault(index, exception);
        }

        lock (analyses)
        {
            analyses.Add(result: null, problem.StatusCode);
        }

        return BatchItem.Of(index, picture.Name, problem);
    }

    private Problem OwnFault(int index, Exception exception)
    {
        Log.PictureFailed(logger, index, exception);
        return Problem.OwnFault;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 120, Level = LogLevel.Error, Message = "Picture {Index} of a batch failed")]
        internal static partial void PictureFailed(ILogger logger, int index, Exception exception);
    }

    /// <summary>The pictures of one request being analysed.</summary>
    private sealed class Work(
        BatchAnalyzer batches, Admission admission, Detector detector, IReadOnlyList<Picture> pictures, RequestAnalyses analyses, CancellationToken cancellation)
    {
        private readonly TaskCompletionSource<BatchItem>[] _items =
            [.. pictures.Select(_ => new TaskCompletionSource<BatchItem>(TaskCreationOptions.RunContinuationsAsynchronously))];

        private int _taken = -1;

        internal IEnumerable<Task<BatchItem>> Items => _items.Select(item => item.Task);

        /// <summary>Analyses the pictures one after another in the request's slot, and as many beside it as there are idle sessions.</summary>
        internal async Task RunAsync(Admission.Slot slot)
        {
            List<Task> others = [];
            while (await AnalyzeNextAsync(slot))
            {
                if (slot.IsShared)
                {
                    // Work that does not stop holds the slot; the request has its place in the queue all the same.
                    slot.Dispose();
                    slot = admission.EnterAgain();
                }

                others.RemoveAll(other => other.IsCompleted);
                while (others.Count < detector.Sessions - 1 && admission.TryEnterIdle(detector.Sessions) is { } idle)
                {
                    others.Add(Task.Run(() => HelpAsync(idle), CancellationToken.None));
                }
            }

            slot.Dispose();
            await Task.WhenAll(others);
        }

        // As long as a session would be idle without it.
        private async Task HelpAsync(Admission.Slot idle)
        {
            bool hasMore;
            using (idle)
            {
                hasMore = await AnalyzeNextAsync(idle);
            }

            if (hasMore && admission.TryEnterIdle(detector.Sessions) is { } next)
            {
                await HelpAsync(next);
            }
        }

        /// <summary>Analyses the next picture.</summary>
        /// <returns>Whether there was one.</returns>
        private async Task<bool> AnalyzeNextAsync(Admission.Slot slot)
        {
            int index = Interlocked.Increment(ref _taken);
            if (index >= _items.Length)
            {
                return false;
            }

            try
            {
                cancellation.ThrowIfCancellationRequested();
                _items[index].SetResult(await batches.AnalyzeAsync(detector, index, pictures[index], slot, analyses, cancellation));
            }
            catch (OperationCanceledException)
            {
                _items[index].SetCanceled(cancellation);
            }

            return true;
        }
    }
}
