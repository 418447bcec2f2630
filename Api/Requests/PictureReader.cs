using Api.Limits;
using Api.Problems;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Api.Requests;

/// <summary>Reads a request with one picture, in any of the three forms of body.</summary>
internal sealed class PictureReader(IOptions<LimitsOptions> options, BodyMemory memory)
{
    private readonly LimitsOptions _limits = options.Value;

    /// <summary>Reads the request.</summary>
    /// <returns>The picture; the caller disposes its body.</returns>
    /// <exception cref="ApiException">400, 413, 415 or 429, with what is wrong.</exception>
    internal async ValueTask<Picture> ReadAsync(HttpRequest request)
    {
        OptionsReader options = new(request);
        MediaTypeHeaderValue? type = MediaTypes.Of(request);
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

    /// <summary>Reads a request that must be a multipart form and has more fields than the options.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The options read so far.</param>
    /// <param name="fields">Receives the form's fields.</param>
    /// <returns>The picture; the caller disposes its body.</returns>
    /// <exception cref="ApiException">400, 413, 415 or 429, with what is wrong, or what <paramref name="fields"/> throws.</exception>
    internal ValueTask<Picture> ReadFormAsync(HttpRequest request, OptionsReader options, IFormFields fields) =>
        MediaTypes.Of(request) is { } type && MediaTypes.IsMultipart(type)
            ? MultipartBody.ReadAsync(request, type, options, fields, memory, _limits.MaxFormParts)
            : throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "Send the picture as multipart/form-data, in the file 'image'.");

    private static Picture ReadPicture(PooledBody body, OptionsReader options)
    {
        if (body.Length == 0)
        {
            body.Dispose();
            throw new ApiException(StatusCodes.Status400BadRequest, "The request has no picture: its body is empty.");
        }

        return new Picture(Picture.CleanName(options.ImageName), body.Memory, options.Options, body);
    }
}
