using Microsoft.Extensions.Options;

namespace Api.Access;

/// <summary>
/// The keys that are valid now. The keys file is looked at when a key is to be judged, at most once a second, and not by a watcher or a timer: those
/// miss a mounted secret that is swapped behind links, and stand still in a frozen Lambda sandbox.
/// </summary>
internal sealed partial class KeyRing
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly KeyHash[] _fixed;
    private readonly string? _path;
    private readonly TimeProvider _clock;
    private readonly ILogger<KeyRing> _logger;
    private readonly Lock _looking = new();
    private volatile KeyHash[] _hashes;
    private string? _version;
    private bool _isUsable = true;
    private long _looked;

    /// <summary>Reads the keys of the settings and of their file.</summary>
    public KeyRing(IOptions<AccessOptions> options, TimeProvider clock, ILogger<KeyRing> logger)
    {
        _clock = clock;
        _logger = logger;
        _fixed = [.. options.Value.Keys.Select(KeyHash.Of), .. options.Value.KeyHashes.Select(KeyHash.Parse).OfType<KeyHash>()];
        _hashes = _fixed;
        _path = string.IsNullOrWhiteSpace(options.Value.KeysFile) ? null : options.Value.KeysFile;
        if (_path is not null)
        {
            Look(_path, isFirst: true);
        }
    }

    /// <summary>The valid key that was presented, by its hash; null where it is none.</summary>
    internal KeyHash? Find(string presented)
    {
        LookAgain();
        KeyHash hash = KeyHash.Of(presented);
        KeyHash? found = null;

        // All of them, so that the time tells nothing about which one was found.
        foreach (KeyHash valid in _hashes)
        {
            if (valid.Matches(hash))
            {
                found = valid;
            }
        }

        return found;
    }

    /// <summary>Reads the file again where it is time to. One request does so; the others go on with the current keys, however slow the file system is.</summary>
    private void LookAgain()
    {
        if (_path is null || _clock.GetElapsedTime(Volatile.Read(ref _looked)) < LookInterval || !_looking.TryEnter())
        {
            return;
        }

        try
        {
            Look(_path, isFirst: false);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void Look(string path, bool isFirst)
    {
        KeysFileContent file = KeysFile.Read(path);
        Volatile.Write(ref _looked, _clock.GetTimestamp());
        if (file.Faults.Count > 0)
        {
            if (_isUsable)
            {
                Log.FileUnusable(_logger, string.Join(' ', file.Faults));
            }

            _isUsable = false;
            return;
        }

        if (_isUsable && file.Version == _version)
        {
            return;
        }

        _hashes = [.. _fixed, .. file.Hashes];
        _version = file.Version;
        _isUsable = true;
        if (file.Hashes.Count == 0)
        {
            Log.FileEmpty(_logger);
        }
        else if (!isFirst)
        {
            Log.FileRead(_logger, file.Hashes.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 600, Level = LogLevel.Error, Message = "The keys read before stay valid, because the keys file cannot be used: {Faults}")]
        internal static partial void FileUnusable(ILogger logger, string faults);

        [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "The keys file was read again; it has {Count} keys")]
        internal static partial void FileRead(ILogger logger, int count);

        [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "The keys file has no key any more: it admits no caller")]
        internal static partial void FileEmpty(ILogger logger);
    }
}
