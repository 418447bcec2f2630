using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Playground.Tests;

/// <summary>The service as a process of its own, and what it answers to a client other than the playground.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly ServiceProcess _process;

    private Service(ServiceProcess process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    /// <summary>Where it is.</summary>
    internal Uri Address => Client.BaseAddress!;

    internal HttpClient Client { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    internal static async Task<Service> StartAsync(params (string Name, string Value)[] settings)
    {
        ServiceProcess process = ServiceProcess.Start(settings);
        try
        {
            return new Service(process, await process.ConnectAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it answers for a picture with options; null for its own.</summary>
    internal async Task<JsonNode> AnalyzeAsync(string path, double? confidence = null, double? iou = null, string? classes = null, int? maxDetections = null)
    {
        using MultipartFormDataContent form = [];
        form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(path)), "image", Path.GetFileName(path));
        Add(form, "confidence", confidence?.ToString(CultureInfo.InvariantCulture));
        Add(form, "iou", iou?.ToString(CultureInfo.InvariantCulture));
        Add(form, "classes", classes);
        Add(form, "max_detections", maxDetections?.ToString(CultureInfo.InvariantCulture));
        using HttpResponseMessage response = await Client.PostAsync(new Uri("/analyze", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private static void Add(MultipartFormDataContent form, string name, string? value)
    {
        if (value is not null)
        {
            form.Add(new StringContent(value), name);
        }
    }
}
