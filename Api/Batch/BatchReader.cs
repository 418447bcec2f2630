using System.Text.Json;
using Api.Analyze;
using Api.Limits;
using Api.Problems;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Api.Batch;

/// <summary>Reads several pictures from a multipart form, each file one, or from a JSON array of what /analyze takes.</summary>
internal sealed class BatchReader(IOptions<LimitsOptions> options, BodyMemory memory)
{
    private readonly LimitsOptions _limits = options.Value;

    /// <summary>Reads the request. What is wrong with one picture alone is told of that picture.</summary>
    /// <exception cref="ApiException">400, 413, 415 or 429, with what is wrong.</exception>
    internal async ValueTask<BatchRequest> ReadAsync(HttpRequest request)
    {
        MediaTypeHeaderValue? type = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? parsed) ? parsed : null;
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
            IReadOnlyList<BatchPicture> pictures = isForm
                ? await ReadFormAsync(request, type!, body)
                : ReadArray(request.Query, body.Memory);
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

    private async ValueTask<IReadOnlyList<BatchPicture>> ReadFormAsync(HttpRequest request, MediaTypeHeaderValue type, PooledBody body)
    {
        AnalyzeOptions options = new();
        IFormFields fields = options;
        options.AddQuery(request.Query);
        List<(string Name, Range Bytes)> files = [];
        await MultipartForm.ReadAsync(request, type, _limits.MaxFormParts, async part =>
        {
            if (part.IsFile)
            {
                RequireRoom(files.Count);
                int start = body.Length;
                await body.AppendAsync(part.Content);
                files.Add((AnalyzeRequest.CleanName(part.FileName), start..body.Length));
            }
            else if (fields.Takes(part.Field))
            {
                fields.Add(part.Field, await part.ReadTextAsync());
            }
        });

        // Only now: fields may stand behind files, and the memory may have moved while it grew.
        return [.. files.Select(file => new BatchPicture(file.Name, body.Memory[file.Bytes], options.ToDetectionOptions(), Missing(body.Memory[file.Bytes])))];
    }

    private static ApiException? Missing(Memory<byte> picture) =>
        picture.IsEmpty ? new ApiException(StatusCodes.Status400BadRequest, "The file is empty.") : null;

    private List<BatchPicture> ReadArray(IQueryCollection query, Memory<byte> body)
    {
        List<BatchPicture> pictures = [];
        JsonBody.ReadWhole(body, _limits.MaxJsonDepth, (ref Utf8JsonReader reader, Memory<byte> text) =>
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, "The body must be a JSON array of objects with image_data.");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                RequireRoom(pictures.Count);
                pictures.Add(ReadPicture(ref reader, text, query));
            }
        });
        return pictures;
    }

    private static BatchPicture ReadPicture(ref Utf8JsonReader reader, Memory<byte> text, IQueryCollection query)
    {
        AnalyzeOptions options = new();
        options.AddQuery(query);
        (JsonTokenType kind, int depth) = (reader.TokenType, reader.CurrentDepth);
        try
        {
            Memory<byte> picture = JsonBody.DecodeBase64(JsonBody.FindImageData(ref reader, text, options));
            return new BatchPicture(AnalyzeRequest.CleanName(options.ImageName), picture, options.ToDetectionOptions());
        }
        catch (ApiException fault)
        {
            SkipRest(ref reader, kind, depth);
            return new BatchPicture(AnalyzeRequest.CleanName(options.ImageName), default, options.ToDetectionOptions(), fault);
        }
    }

    // To the end of the picture's object, from wherever in it something was wrong.
    private static void SkipRest(ref Utf8JsonReader reader, JsonTokenType kind, int depth)
    {
        if (kind != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while ((reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth) && reader.Read())
        {
        }
    }

    private void RequireRoom(int pictures)
    {
        if (pictures >= _limits.MaxBatchPictures)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The request has more than the {_limits.MaxBatchPictures} pictures the service takes at once.");
        }
    }
}
