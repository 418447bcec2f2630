using System.Text;
using Api.Limits;
using Api.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Api.Analyze;

/// <summary>
/// The multipart form: the picture in the part <c>image</c>, or in the first part that is a file. Read part by part from the wire: no file is
/// written, and parts that are not wanted are not kept.
/// </summary>
internal static class MultipartBody
{
    private const string PictureField = "image";
    private const int MaxBoundaryLength = 256;

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="options">The options, of which the request is made when all fields are there.</param>
    /// <param name="fields">What takes the fields.</param>
    /// <param name="memory">Where the picture's memory comes from.</param>
    /// <param name="maxParts">Most parts.</param>
    /// <exception cref="ApiException">400, 413 or 429, with what is wrong.</exception>
    internal static async ValueTask<AnalyzeRequest> ReadAsync(
        HttpRequest request, MediaTypeHeaderValue type, AnalyzeOptions options, IFormFields fields, BodyMemory memory, int maxParts)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > MaxBoundaryLength)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The Content-Type has no usable boundary.");
        }

        PooledBody body = PooledBody.For(request, memory);
        try
        {
            string name = await ReadPartsAsync(new MultipartReader(boundary, new BodyStream(request)), maxParts, body, fields);
            return new AnalyzeRequest(body, body.Memory, AnalyzeRequest.CleanName(options.ImageName ?? name), options.ToDetectionOptions());
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException))
        {
            body.Dispose();
            throw new ApiException(StatusCodes.Status400BadRequest, "The multipart form is not well formed.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads all parts; the picture is in the body then.</summary>
    /// <returns>The picture's file name.</returns>
    private static async ValueTask<string> ReadPartsAsync(
        MultipartReader reader, int maxParts, PooledBody body, IFormFields fields)
    {
        string? pictureName = null;
        bool isNamed = false;
        int parts = 0;
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            if (++parts > maxParts)
            {
                throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The form has more than the {maxParts} parts the service takes.");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition))
            {
                continue;
            }

            string field = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            bool isPicture = field == PictureField;
            if (isPicture || disposition.IsFileDisposition())
            {
                // The part called image wins over files before it, and the first file over those behind it.
                if (isNamed || (pictureName is not null && !isPicture))
                {
                    continue;
                }

                body.Clear();
                await body.AppendAsync(section.Body);
                pictureName = FileName(disposition) ?? AnalyzeRequest.DefaultImageName;
                isNamed = isPicture;
            }
            else if (fields.Takes(field))
            {
                fields.Add(field, await ReadFieldAsync(section.Body));
            }
        }

        return pictureName is not null && body.Length > 0
            ? pictureName
            : throw new ApiException(StatusCodes.Status400BadRequest, "The form has no picture: send it as the file 'image'.");
    }

    private static string? FileName(ContentDispositionHeaderValue disposition)
    {
        string name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        return name.Length == 0 ? null : name;
    }

    private static async ValueTask<string> ReadFieldAsync(Stream stream)
    {
        using PooledBody text = new(AnalyzeOptions.LongestValue);
        await text.AppendAsync(stream);
        return Encoding.UTF8.GetString(text.Span);
    }
}
