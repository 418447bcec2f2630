using System.Security.Cryptography;
using System.Text;

namespace Api.Access;

/// <summary>The file that keys are read from (setting <c>Access:KeysFile</c>).</summary>
internal static class KeysFile
{
    private const int MostBytes = 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file.</summary>
    /// <returns>What is in it, or what is wrong with it; does not throw.</returns>
    internal static KeysFileContent Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MostBytes)
            {
                return KeysFileContent.Unusable($"{path} is larger than {MostBytes} bytes.");
            }

            byte[] bytes = new byte[file.Length];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Parse(path, bytes.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return KeysFileContent.Unusable(exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => $"{path} does not exist.",
                UnauthorizedAccessException => $"{path} may not be read, or is a folder.",
                DecoderFallbackException => $"{path} is not UTF-8.",
                _ => $"{path} cannot be read.",
            });
        }
    }

    private static KeysFileContent Parse(string path, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        List<KeyHash> hashes = [];
        List<string> faults = [];
        int number = 0;
        foreach (ReadOnlySpan<char> line in StrictUtf8.GetString(text).AsSpan().EnumerateLines())
        {
            number++;
            string entry = line.Trim().ToString();
            if (entry.Length == 0 || entry[0] == '#')
            {
                continue;
            }

            if (ReadEntry(entry, out string? fault) is { } hash)
            {
                hashes.Add(hash);
            }
            else
            {
                faults.Add($"{path}: line {number} {fault}.");
            }
        }

        return new KeysFileContent(hashes, faults, Convert.ToHexString(SHA256.HashData(bytes)));
    }

    private static KeyHash? ReadEntry(string entry, out string? fault)
    {
        if (entry.StartsWith(ApiKey.HashPrefix, StringComparison.OrdinalIgnoreCase))
        {
            KeyHash? hash = KeyHash.Parse(entry[ApiKey.HashPrefix.Length..].Trim());
            fault = hash is null ? $"does not have 64 hexadecimal digits behind {ApiKey.HashPrefix}" : null;
            return hash;
        }

        fault = ApiKey.FaultOf(entry);
        return fault is null ? KeyHash.Of(entry) : null;
    }
}

/// <summary>A keys file as it was read.</summary>
/// <param name="Hashes">The keys' hashes; those of the lines that are right.</param>
/// <param name="Faults">What is wrong with it, as sentences that show no key; empty for a file that can be used.</param>
/// <param name="Version">The same for the same content; null for a file that could not be read.</param>
internal sealed record KeysFileContent(IReadOnlyList<KeyHash> Hashes, IReadOnlyList<string> Faults, string? Version)
{
    /// <summary>A file that could not be read.</summary>
    internal static KeysFileContent Unusable(string fault) => new([], [fault], Version: null);
}
