using System.Buffers;
using System.IO.Pipelines;
using Api.Problems;
using Microsoft.AspNetCore.Connections;

namespace Api.Requests;

/// <summary>
/// A request's body as a stream whose reads end when the request is aborted. They are not cancelled by a token, as those of the request's own stream
/// are: Kestrel could not read what is left of the body afterwards, and would log that as an error.
/// </summary>
internal sealed class BodyStream(HttpRequest request) : Stream
{
    private readonly PipeReader _reader = request.BodyReader;
    private readonly CancellationToken _aborted = request.HttpContext.RequestAborted;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what there is, or waits for some.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <param name="cancellationToken">Ignored: the request's own token ends the wait.</param>
    /// <exception cref="OperationCanceledException">The request was aborted.</exception>
    /// <exception cref="ApiException">400: the body is not well formed.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration registration = _aborted.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), _reader);
        while (true)
        {
            ReadResult read = await ReadFromWireAsync();
            ReadOnlySequence<byte> part = read.Buffer.Slice(0, Math.Min(buffer.Length, read.Buffer.Length));
            if (read.IsCanceled)
            {
                _reader.AdvanceTo(read.Buffer.Start);
                throw new OperationCanceledException(_aborted);
            }

            int count = (int)part.Length;
            part.CopyTo(buffer.Span);
            _reader.AdvanceTo(part.End);

            // A read may yield nothing before the end.
            if (count > 0 || read.IsCompleted)
            {
                return count;
            }
        }
    }

    // Kestrel reports most faults of a body as a bad request, but not an overflow of a chunk's length.
    private async ValueTask<ReadResult> ReadFromWireAsync()
    {
        try
        {
            return await _reader.ReadAsync(CancellationToken.None);
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The body could not be read: it is not well formed.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
