using Api.Analyze;
using Api.Problems;
using Detection;

namespace Api.Batch;

/// <summary>A request to analyse several pictures, read in full. Disposing gives its memory back.</summary>
/// <param name="Body">The memory that the pictures lie in.</param>
/// <param name="Pictures">The pictures, in the order they came.</param>
internal sealed record BatchRequest(PooledBody Body, IReadOnlyList<BatchPicture> Pictures) : IDisposable
{
    public void Dispose() => Body.Dispose();
}

/// <summary>One of several pictures.</summary>
/// <param name="Name">Name to answer with.</param>
/// <param name="Bytes">The picture's bytes; empty where there is a fault.</param>
/// <param name="Options">What is wanted of it.</param>
/// <param name="Fault">Why it cannot be analysed; null where it can be tried.</param>
internal sealed record BatchPicture(string Name, ReadOnlyMemory<byte> Bytes, DetectionOptions Options, ApiException? Fault = null);
