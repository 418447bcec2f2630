using Api.Limits;
using Api.Problems;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Api.Analyze;

/// <summary>Reads a request to analyse a picture in whichever of the three forms it comes.</summary>
internal sealed class AnalyzeRequestReader(IOptions<LimitsOptions> options, BodyMemory memory)
{
    private readonly LimitsOptions _limits = options.Value;

    /// <summary>Reads the request.</summary>
    /// <exception cref="ApiException">400, 413, 415 or 429, with what is wrong.</exception>
    internal async ValueTask<AnalyzeRequest> ReadAsync(HttpRequest request)
    {
        AnalyzeOptions options = new();
        options.AddQuery(request.Query);
        MediaTypeHeaderValue? type = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? parsed) ? parsed : null;
        return type switch
        {
            _ when MediaTypes.IsJson(type) => JsonBody.Read(await PooledBody.ReadAsync(request, memory), options, _limits.MaxJsonDepth),
            _ when MediaTypes.IsMultipart(type) => await MultipartBody.ReadAsync(request, type!, options, options, memory, _limits.MaxFormParts),
            _ when MediaTypes.IsPicture(type) => ReadPicture(await PooledBody.ReadAsync(request, memory), options),
            _ => throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                "Send the picture as application/json with image_data, as multipart/form-data with a file, or as the body with an image/* or application/octet-stream type."),
        };
    }

    /// <summary>Reads a request that must be a multipart form, and have more fields than the options.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The options so far.</param>
    /// <param name="fields">What takes the form's fields.</param>
    /// <exception cref="ApiException">400, 413, 415 or 429, with what is wrong, or what <paramref name="fields"/> says is.</exception>
    internal ValueTask<AnalyzeRequest> ReadFormAsync(HttpRequest request, AnalyzeOptions options, IFormFields fields)
    {
        options.AddQuery(request.Query);
        return MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) && MediaTypes.IsMultipart(type)
            ? MultipartBody.ReadAsync(request, type, options, fields, memory, _limits.MaxFormParts)
            : throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "Send the picture as multipart/form-data, in the file 'image'.");
    }

    private static AnalyzeRequest ReadPicture(PooledBody body, AnalyzeOptions options)
    {
        if (body.Length == 0)
        {
            body.Dispose();
            throw new ApiException(StatusCodes.Status400BadRequest, "The request has no picture: its body is empty.");
        }

        return new AnalyzeRequest(body, body.Memory, AnalyzeRequest.CleanName(options.ImageName), options.ToDetectionOptions());
    }
}
