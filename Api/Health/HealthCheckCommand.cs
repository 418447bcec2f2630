using System.Net;

namespace Api.Health;

/// <summary>
/// The command <c>Api healthcheck</c>: asks the service that runs beside it whether it is ready. For containers, whose health check must not need a
/// shell or another program. It ends before anything of the service is set up, so that it takes no memory and time to speak of.
/// </summary>
internal static class HealthCheckCommand
{
    private const string Name = "healthcheck";

    // What the server listens on where nothing says otherwise.
    private const string DefaultAddress = "http://localhost:5000";

    // Below the time that containers are given for a check, so that there is a sentence and not only an end.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    /// <summary>Whether the command line asks for it.</summary>
    internal static bool IsAskedFor(string[] arguments) => arguments is [Name, ..];

    /// <summary>Asks, and says the answer on the console.</summary>
    /// <param name="arguments">The command line; behind the name may stand addresses, stronger than those of the environment.</param>
    /// <returns>The exit code: 0 for ready, 1 for anything else.</returns>
    internal static async Task<int> RunAsync(string[] arguments)
    {
        (bool isReady, string sentence) = await AskAsync(
            arguments.Length > 1 ? arguments[1..] : Addresses(Environment.GetEnvironmentVariable), Timeout);
        await Console.Out.WriteLineAsync(sentence);
        return isReady ? 0 : 1;
    }

    /// <summary>The addresses the service listens on, as the environment says.</summary>
    /// <param name="variable">Gives a variable's value, or null.</param>
    internal static string[] Addresses(Func<string, string?> variable)
    {
        if (First(variable, "URLS") is { } urls)
        {
            return Split(urls);
        }

        return First(variable, "HTTP_PORTS") is { } ports ? [.. Split(ports).Select(port => $"http://*:{port}")] : [DefaultAddress];
    }

    /// <summary>Asks at addresses in turn, until one says that the service is ready.</summary>
    /// <param name="addresses">As the server takes them, such as <c>http://*:8080</c>.</param>
    /// <param name="timeout">For all of them together.</param>
    internal static async Task<(bool IsReady, string Sentence)> AskAsync(IEnumerable<string> addresses, TimeSpan timeout)
    {
        // A proxy of the environment is for the world outside.
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using CancellationTokenSource limit = new(timeout);
        string sentence = "No address with http:// and a port to ask at.";
        foreach (Uri uri in addresses.Select(ReadinessOf).OfType<Uri>())
        {
            try
            {
                using HttpResponseMessage response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return (true, "The service is ready.");
                }

                sentence = $"The service is not ready: {uri} answered {(int)response.StatusCode}.";
            }
            catch (HttpRequestException exception)
            {
                sentence = $"The service does not answer: {uri}: {exception.Message}";
            }
            catch (OperationCanceledException)
            {
                return (false, $"The service did not answer within {timeout.TotalSeconds:0.#} s: {uri}.");
            }
        }

        return (false, sentence);
    }

    /// <summary>Where readiness is asked for: on the loopback, where the server listens on every address or on a name, which it takes for the same.</summary>
    /// <returns>Null where there is nothing to ask over HTTP: other schemes, sockets of the file system, ports that are not known.</returns>
    private static Uri? ReadinessOf(string address)
    {
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return null;
        }

        if (!binding.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) || binding.IsUnixPipe || binding.IsNamedPipe || binding.Port == 0)
        {
            return null;
        }

        IPAddress host = !IPAddress.TryParse(binding.Host, out IPAddress? own) || own.Equals(IPAddress.Any) ? IPAddress.Loopback
            : own.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : own;
        return new Uri($"http://{new IPEndPoint(host, binding.Port)}/health/ready");
    }

    private static string? First(Func<string, string?> variable, string name) =>
        new[] { name, "ASPNETCORE_" + name, "DOTNET_" + name }.Select(variable).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
