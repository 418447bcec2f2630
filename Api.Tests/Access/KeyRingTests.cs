using Api.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TestSupport;

namespace Api.Tests.Access;

public sealed class KeyRingTests : IDisposable
{
    // printf %s 'key-by-its-hash' | sha256sum
    private const string HashOfKey = "c74c6a42dd30f536cd86ac5058fd381724e3f71f0e26acedb03812ba2e3e09a4";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly TraceLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_SeveralKeys_EachIsValidAndNoOther()
    {
        KeyRing keys = Ring(new AccessOptions { Keys = ["key-number-1", "key-number-2"], KeyHashes = [HashOfKey, HashOfKey.ToUpperInvariant()] });

        Assert.All(["key-number-1", "key-number-2", "key-by-its-hash"], key => Assert.NotNull(keys.Find(key)));
        Assert.All(["key-number-3", "key-number-", "Key-number-1", "key-number-11", HashOfKey, "sha256:" + HashOfKey], key => Assert.Null(keys.Find(key)));
    }

    [Fact]
    public void Find_Key_HasTheFirstDigitsOfItsHashAsId() =>
        Assert.Equal(HashOfKey[..8], Ring(new AccessOptions { Keys = ["key-by-its-hash"] }).Find("key-by-its-hash")?.Id);

    [Fact]
    public void Find_FileWithKeysHashesAndComments_TakesTheKeys()
    {
        KeyRing keys = Ring($"\uFEFF# comment-that-is-none\r\n\r\n  key-number-1  \nsha256:{HashOfKey}\n#key-number-2");

        Assert.All(["key-number-1", "key-by-its-hash"], key => Assert.NotNull(keys.Find(key)));
        Assert.All(["# comment-that-is-none", "#key-number-2", "key-number-2"], key => Assert.Null(keys.Find(key)));
    }

    [Fact]
    public void Find_FileChanges_HoldsWithinASecond()
    {
        KeyRing keys = Ring("key-number-1");
        Assert.NotNull(keys.Find("key-number-1"));

        Write("key-number-2");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(keys.Find("key-number-1"));
        Assert.NotNull(keys.Find("key-number-2"));
        Assert.Single(_log.Lines, line => line.Contains(" 601 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("key-number-2\nsha256:1234")]
    [InlineData("key-number-2\nnot a key")]
    public void Find_FileBecomesUnusable_KeepsTheKeysAndSaysSoOnce(string? content)
    {
        KeyRing keys = Ring("key-number-1");
        Write(content);
        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            Assert.NotNull(keys.Find("key-number-1"));
            Assert.Null(keys.Find("key-number-2"));
        }

        string line = Assert.Single(_log.Lines);
        Assert.StartsWith("Error 600 ", line, StringComparison.Ordinal);
        Assert.All(["short", "not a key", "key-number-"], secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));

        // Usable again, also with what it was before; then a new fault is a new line.
        Write("key-number-1");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(keys.Find("key-number-1"));
        Write(content);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(keys.Find("key-number-1"));
        Assert.Equal(2, _log.Lines.Count(entry => entry.StartsWith("Error 600 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Find_FileIsEmptied_LetsNobodyInByIt()
    {
        KeyRing keys = Ring("key-number-1", "key-of-settings");
        Write("# all gone\n");
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(keys.Find("key-number-1"));
        Assert.NotNull(keys.Find("key-of-settings"));
        Assert.Single(_log.Lines, line => line.StartsWith("Warning 602 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_LinkIsSwapped_ReadsWhatItLeadsTo()
    {
        // As secrets are mounted: a link to a link to a folder, of which the middle one is swapped.
        _folder.Write("first/keys.txt", "key-number-1");
        _folder.Write("second/keys.txt", "key-number-2");
        Directory.CreateSymbolicLink(_folder["data"], _folder["first"]);
        File.CreateSymbolicLink(_folder["linked.txt"], Path.Combine(_folder["data"], "keys.txt"));
        KeyRing keys = new(Options.Create(new AccessOptions { KeysFile = _folder["linked.txt"] }), _clock, Logger());
        Assert.NotNull(keys.Find("key-number-1"));

        Directory.Delete(_folder["data"]);
        Directory.CreateSymbolicLink(_folder["data"], _folder["second"]);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(keys.Find("key-number-1"));
        Assert.NotNull(keys.Find("key-number-2"));
    }

    [Fact]
    public void Find_FileChangesWhileManyAsk_NobodyIsRefusedWhoseKeyStays()
    {
        KeyRing keys = Ring("key-that-stays\nkey-number-1");
        Parallel.For(0, 2000, i =>
        {
            if (i % 100 == 0)
            {
                string aside = _folder.Write($"aside-{i}.txt", $"key-number-{i}\nkey-that-stays");
                File.Move(aside, _folder["keys.txt"], overwrite: true);
                _clock.Advance(TimeSpan.FromSeconds(2));
            }

            Assert.NotNull(keys.Find("key-that-stays"));
        });
    }

    private KeyRing Ring(string fileContent, params string[] keys)
    {
        Write(fileContent);
        return Ring(new AccessOptions { Keys = keys, KeysFile = _folder["keys.txt"] });
    }

    private KeyRing Ring(AccessOptions options) => new(Options.Create(options), _clock, Logger());

    private Logger<KeyRing> Logger() => new(new LoggerFactory([_log]));

    private void Write(string? content)
    {
        File.Delete(_folder["keys.txt"]);
        if (content is not null)
        {
            _folder.Write("keys.txt", content);
        }
    }
}
