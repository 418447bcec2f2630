using Api.Problems;
using Microsoft.Net.Http.Headers;

namespace Api.Requests;

/// <summary>The multipart form with one picture: in the part <c>image</c>, or in the first part that is a file.</summary>
internal static class MultipartBody
{
    private const string PictureField = "image";

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="options">The options, complete when the form has been read.</param>
    /// <param name="fields">Receives the fields.</param>
    /// <param name="memory">The memory that bodies may take.</param>
    /// <param name="maxParts">Most parts.</param>
    /// <exception cref="ApiException">400, 413 or 429, with what is wrong.</exception>
    internal static async ValueTask<Picture> ReadAsync(
        HttpRequest request, MediaTypeHeaderValue type, OptionsReader options, IFormFields fields, BodyMemory memory, int maxParts)
    {
        PooledBody body = PooledBody.For(request, memory);
        try
        {
            string? name = null;
            bool isNamed = false;
            await MultipartForm.ReadAsync(request, type, maxParts, async part =>
            {
                bool isPicture = part.Field == PictureField;
                if (!isPicture && !part.IsFile)
                {
                    if (fields.Takes(part.Field))
                    {
                        fields.Add(part.Field, await part.ReadTextAsync());
                    }

                    return;
                }

                // The part called image wins over files before it, and the first file over those behind it.
                if (!isNamed && (name is null || isPicture))
                {
                    body.Clear();
                    await body.AppendAsync(part.Content);
                    name = part.FileName ?? Picture.DefaultName;
                    isNamed = isPicture;
                }
            });
            return name is not null && body.Length > 0
                ? new Picture(Picture.CleanName(options.ImageName ?? name), body.Memory, options.Options, body)
                : throw new ApiException(StatusCodes.Status400BadRequest, "The form has no picture: send it as the file 'image'.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
