using Detection;
using Detection.Imaging;

namespace Api.Problems;

/// <summary>The answer to each exception, in one place.</summary>
internal static class ProblemMapping
{
    /// <summary>The answer for an exception.</summary>
    /// <returns>Null where the exception is a fault of ours, which is logged and answered without saying what it was.</returns>
    internal static Problem? Map(Exception exception) => exception switch
    {
        ApiException api => new Problem(api.StatusCode, api.Message, api.RetryAfterSeconds),
        DetectionOptionException option => new Problem(StatusCodes.Status400BadRequest, option.Message),
        PictureException picture => new Problem(StatusOf(picture.Fault), picture.Message),
        BadHttpRequestException request => new Problem(request.StatusCode, request.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? "The request is larger than the service takes."
            : "The request could not be read."),
        _ => null,
    };

    private static int StatusOf(PictureFault fault) => fault switch
    {
        PictureFault.NotAPicture => StatusCodes.Status400BadRequest,
        PictureFault.UnsupportedFormat => StatusCodes.Status415UnsupportedMediaType,
        PictureFault.TooLarge => StatusCodes.Status413PayloadTooLarge,
        PictureFault.Damaged or PictureFault.TooSlow => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}

/// <summary>An error to answer with.</summary>
/// <param name="StatusCode">HTTP status.</param>
/// <param name="Sentence">What to tell the caller.</param>
/// <param name="RetryAfterSeconds">When to try again, or null.</param>
internal readonly record struct Problem(int StatusCode, string Sentence, int? RetryAfterSeconds = null)
{
    /// <summary>The answer to a fault of ours: it says nothing of what it was.</summary>
    internal static Problem OwnFault { get; } = Of(EndpointError.OwnFault);

    /// <summary>The answer to a request that took longer than it may.</summary>
    internal static Problem TimedOut { get; } = Of(EndpointError.TimedOut);

    /// <summary>An error whose sentence does not depend on the request.</summary>
    private static Problem Of(EndpointError error) => new(error.Status, error.Sentence);
}
