using Api.Problems;
using Api.Requests;

namespace Api.Tests.Requests;

public sealed class PooledBodyTests
{
    private const int Limit = 8 * 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(1_048_576)]
    [InlineData(Limit)]
    public async Task Append_AsLongAsAnnounced_TakesTheMemoryOfTheAnnouncedLength(int length)
    {
        byte[] bytes = Bytes(length);
        using PooledBody body = new(Limit, length);
        int before = body.Capacity;
        await body.AppendAsync(new MemoryStream(bytes));
        Assert.True(body.Span.SequenceEqual(bytes));
        Assert.Equal(before, body.Capacity);
        Assert.InRange(body.Capacity, length, length + (32 * 1024));
    }

    [Theory]
    [InlineData(0, 200_000)]
    [InlineData(0, 3_000_000)]
    [InlineData(300_000, 3_000_000)]
    [InlineData(0, Limit)]
    public async Task Append_LongerThanAnnounced_KeepsAllBytes(int announced, int length)
    {
        byte[] bytes = Bytes(length);
        using PooledBody body = new(Limit, announced);
        await body.AppendAsync(new MemoryStream(bytes, 0, length / 3));
        await body.AppendAsync(new MemoryStream(bytes, length / 3, length - (length / 3)));
        Assert.True(body.Span.SequenceEqual(bytes));
    }

    [Fact]
    public async Task Append_LongerThanTheLimit_Is413()
    {
        using PooledBody body = new(Limit);
        ApiException exception = await Assert.ThrowsAsync<ApiException>(async () => await body.AppendAsync(new MemoryStream(new byte[Limit + 1])));
        Assert.Equal(413, exception.StatusCode);
    }

    [Fact]
    public void Dispose_SeveralHolders_TheLastGivesTheMemoryBack()
    {
        Reservation reservation = new();
        PooledBody body = new(Limit, 300_000, reservation);
        body.Hold();
        body.Dispose();
        Assert.False(reservation.IsDisposed);
        Assert.False(body.IsShared);
        body.Dispose();
        Assert.True(reservation.IsDisposed);
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class Reservation : IDisposable
    {
        internal bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
