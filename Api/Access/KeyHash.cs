using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Api.Access;

/// <summary>The SHA-256 hash of a key: what the service keeps and compares.</summary>
internal sealed class KeyHash
{
    private const int IdBytes = 4;

    private readonly byte[] _bytes;

    private KeyHash(byte[] bytes)
    {
        _bytes = bytes;
        Id = Convert.ToHexStringLower(bytes.AsSpan(0, IdBytes));
    }

    /// <summary>The first 8 hexadecimal digits: tells keys apart without giving one away.</summary>
    internal string Id { get; }

    /// <summary>The hash of a key.</summary>
    internal static KeyHash Of(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>A hash written as 64 hexadecimal digits; null where it is something else.</summary>
    internal static KeyHash? Parse(string text)
    {
        byte[] bytes = new byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * bytes.Length && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done ? new KeyHash(bytes) : null;
    }

    /// <summary>Whether two hashes are the same, in a time that does not depend on where they differ.</summary>
    internal bool Matches(KeyHash other) => CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);
}
