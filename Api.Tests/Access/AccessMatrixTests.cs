using Api.Tests.DeepStack;
using TestSupport;

namespace Api.Tests.Access;

/// <summary>Who gets what: the statuses stand in the tables, whatever the code thinks of them.</summary>
public sealed class AccessMatrixTests(AccessMatrixTests.Fixture fixture) : IClassFixture<AccessMatrixTests.Fixture>
{
    private const string Endpoints =
        "                  | POST /analyze | POST /analyze/batch | GET /model | GET /health | GET /health/live | GET /health/ready | GET /swagger/v1/swagger.json | GET / | GET /nothing | POST /v1/vision/detection | GET /v2 | GET /v2/models/nanodet-g-416 | GET /v2/health/live | GET /v2/health/ready | direct";

    // A picture by itself is no batch: who may send one is told so.
    private const string Table =
        """
        none               | 401           | 401                 | 401        | 200         | 200              | 200               | 200                          | 200   | 401          | 401                       | 401     | 401                          | 200                 | 200                  | 200
        key in header      | 200           | 415                 | 200        | 200         | 200              | 200               | 200                          | 200   | 404          | 200                       | 200     | 200                          | 200                 | 200                  | 200
        key as bearer      | 200           | 415                 | 200        | 200         | 200              | 200               | 200                          | 200   | 404          | 200                       | 200     | 200                          | 200                 | 200                  | 200
        wrong in header    | 401           | 401                 | 401        | 200         | 200              | 200               | 200                          | 200   | 401          | 401                       | 401     | 401                          | 200                 | 200                  | 200
        wrong as bearer    | 401           | 401                 | 401        | 200         | 200              | 200               | 200                          | 200   | 401          | 401                       | 401     | 401                          | 200                 | 200                  | 200
        empty in header    | 401           | 401                 | 401        | 200         | 200              | 200               | 200                          | 200   | 401          | 401                       | 401     | 401                          | 200                 | 200                  | 200
        empty as bearer    | 401           | 401                 | 401        | 200         | 200              | 200               | 200                          | 200   | 401          | 401                       | 401     | 401                          | 200                 | 200                  | 200
        """;

    private const string OldBesideNew =
        """
        old                | 200           | 415                 | 200        | 200         | 200              | 200               | 200                          | 200   | 404          | 200                       | 200     | 200                          | 200                 | 200                  | 200
        new                | 200           | 415                 | 200        | 200         | 200              | 200               | 200                          | 200   | 404          | 200                       | 200     | 200                          | 200                 | 200                  | 200
        """;

    private const string NewAlone =
        """
        old                | 401           | 401                 | 401        | 200         | 200              | 200               | 200                          | 200   | 401          | 401                       | 401     | 401                          | 200                 | 200                  | 200
        new                | 200           | 415                 | 200        | 200         | 200              | 200               | 200                          | 200   | 404          | 200                       | 200     | 200                          | 200                 | 200                  | 200
        """;

    private static readonly Dictionary<string, (string Name, string Value)[]> Credentials = new()
    {
        ["none"] = [],
        ["key in header"] = [("X-Api-Key", "key-of-the-settings")],
        ["key as bearer"] = [("Authorization", "Bearer key-of-the-settings")],
        ["wrong in header"] = [("X-Api-Key", "key-of-nobody")],
        ["wrong as bearer"] = [("Authorization", "Bearer key-of-nobody")],
        ["empty in header"] = [("X-Api-Key", "")],
        ["empty as bearer"] = [("Authorization", "Bearer ")],
        ["old"] = [("X-Api-Key", "key-that-was")],
        ["new"] = [("X-Api-Key", "key-that-comes")],
    };

    private static readonly byte[] Picture = Png.Flat(8, 8, 90, 120, 150);

    public static TheoryData<string, string, string, int> Cells
    {
        get
        {
            TheoryData<string, string, string, int> data = [];
            foreach ((string host, string credential, string endpoint, int status) in CellsOf(Table))
            {
                data.Add(host, credential, endpoint, status);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Request_WithCredentialOnHost_HasTheStatusOfTheTable(string host, string credential, string endpoint, int status) =>
        Assert.Equal(status, await fixture.SendAsync(host, credential, endpoint));

    [Fact]
    public async Task Request_WhileKeysRotateInTheFile_HasTheStatusOfTheTables()
    {
        fixture.WriteKeys("key-that-was\nkey-that-comes");
        await fixture.WaitForAsync("new", 200);
        await RequireAsync(OldBesideNew);

        fixture.WriteKeys("key-that-comes");
        await fixture.WaitForAsync("old", 401);
        await RequireAsync(NewAlone);
    }

    private async Task RequireAsync(string table)
    {
        foreach ((string host, string credential, string endpoint, int status) in CellsOf(table))
        {
            int found = await fixture.SendAsync(host, credential, endpoint);
            Assert.True(status == found, $"{endpoint} on {host} with the key {credential}: {found} instead of {status}.");
        }
    }

    /// <summary>The cells of a table, once for each host that has their endpoint.</summary>
    private static IEnumerable<(string Host, string Credential, string Endpoint, int Status)> CellsOf(string table)
    {
        string[] endpoints = Split(Endpoints);
        foreach (string[] row in table.Split('\n').Select(Split))
        {
            for (int column = 1; column < endpoints.Length; column++)
            {
                foreach (string host in endpoints[column] == "direct" ? ["direct"] : TwoHosts.Hosts)
                {
                    yield return (host, row[0], endpoints[column], int.Parse(row[column], System.Globalization.CultureInfo.InvariantCulture));
                }
            }
        }
    }

    private static string[] Split(string line) => line.Split('|', StringSplitOptions.TrimEntries);

    /// <summary>The service with a key in its settings and others in a file.</summary>
    public sealed class Fixture : IAsyncLifetime, IDisposable
    {
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

        private readonly TemporaryFolder _folder = new();
        private TwoHosts _hosts = null!;

        public async Task InitializeAsync()
        {
            WriteKeys("# one that is about to go\nkey-that-was\n");
            _hosts = await TwoHosts.StartAsync(
                configure: null, "--Access:Keys=key-of-another,key-of-the-settings", $"--Access:KeysFile={_folder["keys.txt"]}", "--Swagger:Enabled=true");
        }

        public async Task DisposeAsync() => await _hosts.DisposeAsync();

        public void Dispose() => _folder.Dispose();

        internal void WriteKeys(string text) => _folder.Write("keys.txt", text);

        internal async Task<int> SendAsync(string host, string credential, string endpoint)
        {
            if (host == "direct")
            {
                string headers = string.Join(',', Credentials[credential].Select(header => $"\"{header.Name}\":\"{header.Value}\""));
                return (await _hosts.Lambda.InvokeAsync(
                    $$"""{"body":"{{Convert.ToBase64String(Picture)}}","isBase64Encoded":true,"headers":{ {{headers}} } }""")).StatusCode;
            }

            if (endpoint == "POST /v1/vision/detection")
            {
                using HttpContent form = ClientRequest.OfPython(Picture);
                return (await _hosts.SendAsync(
                    host, "POST", "/v1/vision/detection", await form.ReadAsByteArrayAsync(), form.Headers.ContentType!.ToString(), Credentials[credential])).Status;
            }

            string[] parts = endpoint.Split(' ');
            return (await _hosts.SendAsync(host, parts[0], parts[1], parts[0] == "POST" ? Picture : null, headers: Credentials[credential])).Status;
        }

        /// <summary>Waits until both programs answer a key with a status: each looks at the file in its own time.</summary>
        internal async Task WaitForAsync(string credential, int status)
        {
            using CancellationTokenSource timeout = new(Timeout);
            foreach (string host in TwoHosts.Hosts)
            {
                while (await SendAsync(host, credential, "GET /model") != status)
                {
                    await Task.Delay(50, timeout.Token);
                }
            }
        }
    }
}
