namespace Api.Tests.Access;

public sealed class LimitByKeyTests
{
    [Theory]
    [InlineData("kestrel")]
    [InlineData("rest")]
    public async Task Requests_OfCallersWithKeys_AreCountedByKeyAndTriesByAddress(string host)
    {
        await using TwoHosts hosts = await TwoHosts.StartAsync(
            configure: null, "--Access:Keys=key-number-1,key-number-2", "--Limits:CallerRequests=2", "--Limits:CallerWindowSeconds=600");

        Assert.Equal("200 200 429", await AskThreeTimesAsync(hosts, host, "key-number-1"));
        Assert.Equal("200 200 429", await AskThreeTimesAsync(hosts, host, "key-number-2"));
        Assert.Equal("401 401 429", await AskThreeTimesAsync(hosts, host, "key-of-nobody"));
        Assert.Equal("429 429 429", await AskThreeTimesAsync(hosts, host, "key-of-nobody-else"));
    }

    private static async Task<string> AskThreeTimesAsync(TwoHosts hosts, string host, string key)
    {
        List<int> statuses = [];
        for (int i = 0; i < 3; i++)
        {
            statuses.Add((await hosts.SendAsync(host, "GET", "/model", headers: ("X-Api-Key", key))).Status);
        }

        return string.Join(' ', statuses);
    }
}
