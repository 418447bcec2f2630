using System.Net;
using Api.Tests.Settings;
using TestSupport;

namespace Api.Tests.Access;

/// <summary>Settings of keys, as the service's process takes them.</summary>
[Collection(ServiceProcesses.Name)]
public sealed class AccessSettingsTests
{
    private const string Hash = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";

    [Fact]
    public async Task Start_BadKeys_EndsWithOneMessageThatNamesEachAndShowsNone()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("keys.txt", "# comment\nfrom-file-fine\nfr-file\nsha256:feedbeef\n");
        await using ServiceProcess service = ServiceProcess.Start(
            ("Access__Keys__0", "good-enough-key"), ("Access__Keys__1", "scanty"), ("Access__Keys__2", "two words in it"), ("Access__Keys__3", ""),
            ("Access__Keys__4", "sha256:" + Hash), ("Access__Keys__5", "clé-non-ascii"), ("Access__Keys__6", new string('x', 257)),
            ("Access__KeyHashes__0", Hash), ("Access__KeyHashes__1", Hash[1..]), ("Access__KeyHashes__2", "z" + Hash[1..]),
            ("Access__KeysFile", file), ("Access__Key", "misspelt"));

        Assert.Equal(1, await service.WaitForExitAsync());
        string output = service.Output;
        string[] faults = [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("- ", StringComparison.Ordinal))];
        string[] expected =
        [
            "Access:Key is not a setting", "Access:Keys: key 2 has fewer than 8", "Access:Keys: key 3 has a space", "Access:Keys: key 4 is empty",
            "Access:Keys: key 5 is a hash", "Access:Keys: key 6 has a space, a control character or one that is not ASCII",
            "Access:Keys: key 7 has more than 256", "Access:KeyHashes: hash 2 is not 64", "Access:KeyHashes: hash 3 is not 64",
            "keys.txt: line 3 has fewer than 8", "keys.txt: line 4 does not have 64",
        ];
        Assert.All(expected, text => Assert.Single(faults, fault => fault.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, faults.Length);
        string[] secrets =
        [
            "good-enough-key", "scanty", "two words", Hash[2..], "non-ascii", "xxxx", "from-file-fine", "fr-file", "feedbeef", "misspelt",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, output, StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Access__KeysFile", "/nowhere/keys.txt", "/nowhere/keys.txt does not exist")]
    [InlineData("Access__KeysFile", "/", "/ may not be read, or is a folder")]
    [InlineData("API_KEYS", " , ", "Access:Keys is set but holds nothing")]
    [InlineData("Access__KeyHashes", ",", "Access:KeyHashes is set but holds nothing")]
    public async Task Start_KeysThatAreNotThere_EndsInsteadOfBeingOpen(string name, string value, string fault)
    {
        await using ServiceProcess service = ServiceProcess.Start((name, value));

        Assert.Equal(1, await service.WaitForExitAsync());
        Assert.Contains(fault, service.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# nothing yet\n", "has no key")]
    [InlineData("\u00e9\n", "line 1 has a space, a control character or one that is not ASCII")]
    public async Task Start_FileWithoutUsableKey_EndsInsteadOfBeingOpen(string content, string fault)
    {
        using TemporaryFolder folder = new();
        await using ServiceProcess service = ServiceProcess.Start(("Access__KeysFile", folder.Write("keys.txt", content)));

        Assert.Equal(1, await service.WaitForExitAsync());
        Assert.Contains(fault, service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainName_WithSeveralKeys_HoldsForEach()
    {
        await using ServiceProcess service = ServiceProcess.Start(("API_KEYS", "first-key-1, second-key-2"));
        using HttpClient client = await service.ConnectAsync();

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized],
            [await AskAsync(client, "first-key-1"), await AskAsync(client, "second-key-2"), await AskAsync(client, null)]);
    }

    [Fact]
    public async Task PlainName_Blank_LeavesTheServiceOpen()
    {
        await using ServiceProcess service = ServiceProcess.Start(("API_KEYS", ""));
        using HttpClient client = await service.ConnectAsync();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(client, null));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string? key)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/model");
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
