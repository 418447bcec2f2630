namespace Api.Access;

/// <summary>Who may call the service (settings <c>Access</c>). Without any key it is open to every caller who reaches it.</summary>
internal sealed class AccessOptions
{
    /// <summary>Keys as callers send them: 8 to 256 visible ASCII characters each. Default: none.</summary>
    public string[] Keys { get; set; } = [];

    /// <summary>SHA-256 hashes of keys, 64 hexadecimal digits each, so that the keys themselves need not be where the settings are. Default: none.</summary>
    public string[] KeyHashes { get; set; } = [];

    /// <summary>
    /// A file with an entry a line: a key, or <c>sha256:</c> and its hash; lines that are blank or begin with <c>#</c> are passed over. It is read
    /// again when it changes. Default: none.
    /// </summary>
    public string? KeysFile { get; set; }

    /// <summary>Whether callers need a key. A keys file counts whatever is in it: an empty one refuses every caller.</summary>
    internal bool NeedsKey => Keys.Length > 0 || KeyHashes.Length > 0 || !string.IsNullOrWhiteSpace(KeysFile);
}
