using System.Text.Json;
using Api.Limits;
using Api.Problems;
using Api.Requests;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Api.Batch;

/// <summary>Reads several pictures from a multipart form, each file one, or from a JSON array of what /analyze takes.</summary>
internal sealed class BatchReader(IOptions<LimitsOptions> options, BodyMemory memory)
{
    private readonly LimitsOptions _limits = options.Value;

    /// <summary>Reads the request. A fault of one picture becomes that picture's, and fails no other.</summary>
    /// <exception cref="ApiException">400, 413, 415 or 429, with what is wrong.</exception>
    internal async ValueTask<BatchRequest> ReadAsync(HttpRequest request)
    {
        MediaTypeHeaderValue? type = MediaTypes.Of(request);
        bool isForm = MediaTypes.IsMultipart(type);
        if (!isForm && !MediaTypes.IsJson(type))
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                "Send the pictures as the files of a multipart/form-data form, or as an application/json array of objects with image_data.");
        }

        PooledBody body = isForm ? PooledBody.For(request, memory) : await PooledBody.ReadAsync(request, memory);
        try
        {
            IReadOnlyList<Picture> pictures = isForm
                ? await ReadFormAsync(request, type!, body)
                : ReadArray(request, body);
            return pictures.Count > 0
                ? new BatchRequest(body, pictures)
                : throw new ApiException(StatusCodes.Status400BadRequest, "There is no picture in the request.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<Picture>> ReadFormAsync(HttpRequest request, MediaTypeHeaderValue type, PooledBody body)
    {
        OptionsReader options = new(request);
        List<(string Name, Range Bytes)> files = [];
        await MultipartForm.ReadAsync(request, type, _limits.MaxFormParts, async part =>
        {
            if (part.IsFile)
            {
                ThrowIfTooMany(files.Count + 1);
                int start = body.Length;
                await body.AppendAsync(part.Content);
                files.Add((Picture.CleanName(part.FileName), start..body.Length));
            }
            else if (options.Takes(part.Field))
            {
                options.Add(part.Field, await part.ReadTextAsync());
            }
        });

        // Only now: fields may stand behind files, and the memory may have moved while it grew.
        return [.. files.Select(file => Of(file.Name, body.Memory[file.Bytes], options, body))];
    }

    private static Picture Of(string name, Memory<byte> bytes, OptionsReader options, PooledBody body) =>
        new(name, bytes, options.Options, body, bytes.IsEmpty ? new ApiException(StatusCodes.Status400BadRequest, "The file is empty.") : null);

    private List<Picture> ReadArray(HttpRequest request, PooledBody body)
    {
        List<Picture> pictures = [];
        JsonBody.ReadWhole(body.Memory, _limits.MaxJsonDepth, (ref Utf8JsonReader reader, Memory<byte> text) =>
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, "The body must be a JSON array of objects with image_data.");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                ThrowIfTooMany(pictures.Count + 1);
                pictures.Add(ReadPicture(ref reader, text, request, body));
            }
        });
        return pictures;
    }

    private static Picture ReadPicture(ref Utf8JsonReader reader, Memory<byte> text, HttpRequest request, PooledBody body)
    {
        OptionsReader options = new(request);
        (JsonTokenType type, int depth) = (reader.TokenType, reader.CurrentDepth);
        Memory<byte> bytes = default;
        ApiException? fault = null;
        try
        {
            bytes = JsonBody.DecodeImageData(JsonBody.FindImageData(ref reader, text, options));
        }
        catch (ApiException exception)
        {
            fault = exception;
            SkipRest(ref reader, type, depth);
        }

        return new Picture(Picture.CleanName(options.ImageName), bytes, options.Options, body, fault);
    }

    // To the end of the picture's object, from wherever in it the fault is.
    private static void SkipRest(ref Utf8JsonReader reader, JsonTokenType type, int depth)
    {
        if (type != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while ((reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth) && reader.Read())
        {
        }
    }

    private void ThrowIfTooMany(int pictures)
    {
        if (pictures > _limits.MaxBatchPictures)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The request has more than the {_limits.MaxBatchPictures} pictures the service takes at once.");
        }
    }
}
