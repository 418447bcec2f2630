using System.Text;
using Api.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Api.Requests;

/// <summary>A multipart form, read part by part from the wire: no file is written, and parts that are not wanted are not kept.</summary>
internal static class MultipartForm
{
    private const int MaxBoundaryLength = 256;

    /// <summary>Reads all parts of a form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="maxParts">Most parts.</param>
    /// <param name="take">Receives a part; what it does not read of it is skipped.</param>
    /// <exception cref="ApiException">400 or 413, with what is wrong, or what <paramref name="take"/> throws.</exception>
    internal static async ValueTask ReadAsync(HttpRequest request, MediaTypeHeaderValue type, int maxParts, Func<FormPart, ValueTask> take)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > MaxBoundaryLength)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The Content-Type has no usable boundary.");
        }

        try
        {
            MultipartReader reader = new(boundary, new BodyStream(request));
            int parts = 0;
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (++parts > maxParts)
                {
                    throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The form has more than the {maxParts} parts the service takes.");
                }

                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition))
                {
                    await take(new FormPart(disposition, section.Body));
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The multipart form is not well formed.");
        }
    }
}

/// <summary>A part of a form.</summary>
/// <param name="disposition">What it says of itself.</param>
/// <param name="content">Its content, still on the wire.</param>
internal readonly struct FormPart(ContentDispositionHeaderValue disposition, Stream content)
{
    /// <summary>Name of the field.</summary>
    internal string Field { get; } = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();

    /// <summary>Whether it is a file.</summary>
    internal bool IsFile => disposition.IsFileDisposition();

    /// <summary>Name of the file; null where it has none.</summary>
    internal string? FileName =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString() is { Length: > 0 } name ? name : null;

    /// <summary>The content, to be read once.</summary>
    internal Stream Content { get; } = content;

    /// <summary>Reads the content as the value of an option.</summary>
    /// <exception cref="ApiException">413: it is longer than any option's value.</exception>
    internal async ValueTask<string> ReadTextAsync()
    {
        using PooledBody text = new(OptionsReader.LongestValue);
        await text.AppendAsync(Content);
        return Encoding.UTF8.GetString(text.Span);
    }
}
