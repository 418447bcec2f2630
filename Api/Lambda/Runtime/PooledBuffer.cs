using System.Buffers;

namespace Api.Lambda.Runtime;

/// <summary>Bytes in one rented piece of memory that grows as they come.</summary>
internal sealed class PooledBuffer(int expectedLength = 0) : IBufferWriter<byte>, IDisposable
{
    private const int SmallestBuffer = 4 * 1024;

    private byte[] _array = ArrayPool<byte>.Shared.Rent(Math.Max(expectedLength, SmallestBuffer));

    /// <summary>How many bytes there are.</summary>
    internal int Length { get; private set; }

    /// <summary>The bytes.</summary>
    internal Memory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Drops what is there.</summary>
    internal void Clear() => Length = 0;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Gives the memory back; nobody may hold a piece of it any more.</summary>
    public void Dispose()
    {
        byte[] array = _array;
        _array = [];
        Length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = checked(Length + Math.Max(sizeHint, 1));
        if (needed <= _array.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(2L * _array.Length, Array.MaxLength)));
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
