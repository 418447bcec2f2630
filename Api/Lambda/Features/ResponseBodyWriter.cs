using System.IO.Pipelines;
using Api.Lambda.Runtime;

namespace Api.Lambda.Features;

/// <summary>The response's body as a pipe: writes go straight into its buffer; a flush starts the response.</summary>
internal sealed class ResponseBodyWriter(ResponseFeature response, PooledBuffer body) : PipeWriter
{
    private int _flushedLength;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => body.Length - _flushedLength;

    public override void Advance(int bytes) => body.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => body.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => body.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _flushedLength = body.Length;
        await response.StartAsync(cancellationToken);
        return new FlushResult(isCanceled: false, isCompleted: false);
    }

    // No flush waits, so none can be cancelled.
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null) => _flushedLength = body.Length;
}
