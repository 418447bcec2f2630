using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace ModelTool.Catalogue;

/// <summary>
/// Downloads a file that is known by its hash. What has come stays in <c>FILE.part</c> until all is there and the hash is right, so that a
/// transfer that broke goes on where it ended: a few times by itself, then with the next call.
/// </summary>
/// <param name="client">The client; the one of .NET goes through the standard proxy variables by itself.</param>
internal sealed class ModelDownload(HttpClient client)
{
    private const int BufferBytes = 81920;

    /// <summary>More than any detector this is for: a server that sends on and on is stopped.</summary>
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>How often a broken transfer is resumed before the call gives up. Default 3.</summary>
    internal int Retries { get; init; } = 3;

    /// <summary>The pause before the first of these, doubled for each further one. Default 1 s.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may be silent. Default 30 s.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Downloads.</summary>
    /// <param name="source">From where.</param>
    /// <param name="target">The file to make; it appears only when it is whole and right.</param>
    /// <param name="sha256">The hash it must have, in hexadecimal digits.</param>
    /// <param name="bytes">Its length, where known.</param>
    /// <param name="progress">Receives the length of each piece in bytes, first that of what was there already; null for none.</param>
    /// <param name="cancellation">Stops the work; what has come stays.</param>
    /// <exception cref="DownloadException">The server cannot be reached, has no such file, breaks off again and again, or sends another file.</exception>
    internal async Task GetAsync(Uri source, string target, string sha256, long? bytes, IProgress<int>? progress, CancellationToken cancellation)
    {
        string part = $"{target}.part";
        for (int retry = 0; ; retry++)
        {
            try
            {
                await ReceiveAsync(source, part, bytes, retry == 0 ? progress : Later(progress), cancellation);
                break;
            }
            catch (Exception exception) when (IsTransient(exception, cancellation))
            {
                if (retry == Retries)
                {
                    throw Broken(source, part, exception);
                }

                await Task.Delay(Pause * (1 << retry), cancellation);
            }
            catch (HttpRequestException exception)
            {
                DropEmpty(part);
                throw new DownloadException($"{source.Host} answers {(int?)exception.StatusCode} for {source}.", exception);
            }
        }

        await RequireHashAsync(part, source, sha256, cancellation);
        File.Move(part, target, overwrite: true);
    }

    /// <summary>A file's SHA-256 in lower-case hexadecimal digits.</summary>
    internal static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    private async Task ReceiveAsync(Uri source, string part, long? bytes, IProgress<int>? progress, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        await using FileStream file = new(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (bytes is { } whole && file.Length >= whole)
        {
            if (file.Length == whole)
            {
                return;
            }

            file.SetLength(0);
        }

        using HttpResponseMessage response = await AskAsync(source, file.Length, patience.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is complete, or it belongs to another file: the hash decides, and a wrong part is deleted.
            return;
        }

        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != file.Length)
        {
            if (response.StatusCode == HttpStatusCode.PartialContent)
            {
                throw new IOException("The server sent another part than was asked for.");
            }

            file.SetLength(0);
        }

        progress?.Report((int)Math.Min(file.Length, int.MaxValue));
        file.Seek(0, SeekOrigin.End);
        await using Stream content = await response.Content.ReadAsStreamAsync(patience.Token);
        byte[] buffer = new byte[BufferBytes];
        for (int length; (length = await content.ReadAsync(buffer, patience.Token)) > 0;)
        {
            patience.CancelAfter(Patience);
            await file.WriteAsync(buffer.AsMemory(0, length), cancellation);
            progress?.Report(length);
            if (file.Length > (bytes ?? MostBytes))
            {
                // Not the file that is meant; its hash says so too, without waiting for an end that may not come.
                return;
            }
        }

        if (bytes is { } expected && file.Length < expected)
        {
            throw new IOException($"The transfer ended after {file.Length} of {expected} bytes.");
        }
    }

    private async Task<HttpResponseMessage> AskAsync(Uri source, long from, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, source);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ModelTool", null));
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static async Task RequireHashAsync(string part, Uri source, string sha256, CancellationToken cancellation)
    {
        string actual = await HashAsync(part, cancellation);
        if (!string.Equals(actual, sha256, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(part);
            throw new DownloadException($"{source} sent another file: its SHA-256 is {actual}, not {sha256.ToLowerInvariant()}. The download was deleted.");
        }
    }

    private static DownloadException Broken(Uri source, string part, Exception exception)
    {
        long there = new FileInfo(part) is { Exists: true } file ? file.Length : 0;
        if (there > 0)
        {
            return new DownloadException($"The transfer from {source.Host} was interrupted ({exception.Message}). {there} bytes are in {Path.GetFileName(part)}; the same command resumes from there.", exception);
        }

        DropEmpty(part);
        return new DownloadException($"{source.Host} cannot be reached ({exception.Message}). A proxy is taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY; --from names another place to download from.", exception);
    }

    private static void DropEmpty(string part)
    {
        if (new FileInfo(part) is { Exists: true, Length: 0 } file)
        {
            file.Delete();
        }
    }

    // The server is busy, the connection broke or fell silent: another time it may work.
    private static bool IsTransient(Exception exception, CancellationToken cancellation) => exception switch
    {
        HttpRequestException { StatusCode: { } status } => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500,
        HttpRequestException or HttpIOException => true,
        OperationCanceledException => !cancellation.IsCancellationRequested,
        IOException => exception is not DownloadException,
        _ => false,
    };

    // What was there already has been reported by the first attempt.
    private static WithoutFirst? Later(IProgress<int>? progress) => progress is null ? null : new WithoutFirst(progress);

    private sealed class WithoutFirst(IProgress<int> progress) : IProgress<int>
    {
        private bool _isBegun;

        public void Report(int value)
        {
            if (_isBegun)
            {
                progress.Report(value);
            }

            _isBegun = true;
        }
    }
}
