namespace StressTool;

/// <summary>Choices at random.</summary>
internal static class RandomExtensions
{
    /// <summary>One of several.</summary>
    internal static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Random bytes.</summary>
    internal static byte[] Bytes(this Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Flips some bits of a copy.</summary>
    internal static byte[] Damage(this Random random, ReadOnlySpan<byte> bytes)
    {
        byte[] damaged = bytes.ToArray();
        for (int count = random.Next(1, 9); count > 0; count--)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }

        return damaged;
    }
}
