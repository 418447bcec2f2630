using Api.Requests;

namespace Api.Batch;

/// <summary>A request with several pictures, read in full. Disposing it gives the memory back, once no work on a picture needs it any more.</summary>
/// <param name="Body">The memory that the pictures lie in.</param>
/// <param name="Pictures">The pictures, in the order they were sent.</param>
internal sealed record BatchRequest(PooledBody Body, IReadOnlyList<Picture> Pictures) : IDisposable
{
    public void Dispose() => Body.Dispose();
}
