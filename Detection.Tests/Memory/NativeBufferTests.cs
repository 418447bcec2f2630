using Detection.Memory;

namespace Detection.Tests.Memory;

public sealed class NativeBufferTests
{
    [Fact]
    public void Resize_LongerAndShorter_KeepsWhatFits()
    {
        using NativeBuffer buffer = NativeBuffer.Allocate(3);
        byte[] content = [1, 2, 3];
        content.CopyTo(buffer.Memory);
        buffer.Resize(1_000_000);
        Assert.Equal(1_000_000, buffer.Memory.Length);
        Assert.Equal(content, buffer.Memory[..3].ToArray());
        buffer.Memory.Span[999_999] = 9;
        buffer.Resize(2);
        Assert.Equal([1, 2], buffer.Memory.ToArray());
    }

    [Fact]
    public void Memory_Disposed_Throws()
    {
        NativeBuffer buffer = NativeBuffer.Allocate(16);
        Memory<byte> memory = buffer.Memory;
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
        Assert.Throws<ObjectDisposedException>(() => buffer.Resize(32));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Allocate_NegativeLength_Throws(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => NativeBuffer.Allocate(length));
}
