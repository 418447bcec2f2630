using Detection.Imaging;

namespace Api.Problems;

/// <summary>
/// An error that an endpoint can answer with. These are all there are: endpoints name theirs with <see cref="EndpointErrorExtensions.WithErrors"/>, the
/// OpenAPI document takes its words from here, and a test holds the documentation's table against it.
/// </summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Meaning">When it is answered, for the documentation.</param>
/// <param name="Sentence">What the caller is told: the whole of it, or an example where it depends on the request.</param>
internal sealed record EndpointError(int Status, string Meaning, string Sentence)
{
    internal static EndpointError BadRequest { get; } = new(
        StatusCodes.Status400BadRequest,
        "Something the caller can correct: no picture, bad base64 or JSON, data that is no picture, an option out of range, a class the model does not have.",
        "image_data is not valid base64.");

    internal static EndpointError Unauthorized { get; } = new(
        StatusCodes.Status401Unauthorized,
        "The service needs an API key, and the request has none that is valid.",
        "The API key is not valid.");

    internal static EndpointError NotFound { get; } = new(
        StatusCodes.Status404NotFound,
        "The service has no model of this name or version.",
        "There is no such model; the loaded one is yolo.");

    internal static EndpointError TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge,
        "The request, or the picture by its header, is larger than the service takes.",
        "The picture has 60000 x 900 pixels; at most 50000000 in all and 32768 a side are accepted.");

    internal static EndpointError Unsupported { get; } = new(
        StatusCodes.Status415UnsupportedMediaType,
        "The request's media type, or the picture's format, is not supported.",
        $"SVG is not supported; send a {PictureFormat.Names} picture.");

    internal static EndpointError Damaged { get; } = new(
        StatusCodes.Status422UnprocessableEntity,
        "The picture begins well but is damaged, or takes too long to decode.",
        $"The picture is damaged: it begins as {PictureFormat.Jpeg} but cannot be decoded.");

    internal static EndpointError QueueFull { get; } = new(
        StatusCodes.Status429TooManyRequests,
        "The analysis queue, the memory for pictures or the caller's limit is full; try again after the seconds in Retry-After.",
        "The analysis queue is full. Try again later.");

    internal static EndpointError OwnFault { get; } = new(
        StatusCodes.Status500InternalServerError,
        "A fault of the service; the service logs it.",
        "The service failed on this request; the fault is ours and has been logged.");

    internal static EndpointError Unavailable { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "There is no model yet, or the service is stopping; try again after the seconds in Retry-After.",
        "The model is not loaded yet.");

    internal static EndpointError TimedOut { get; } = new(
        StatusCodes.Status504GatewayTimeout,
        "The request took longer than it may.",
        "The request took longer than it may.");

    /// <summary>The errors of an endpoint that reads one picture; 401 comes with the need for a key.</summary>
    internal static IReadOnlyList<EndpointError> OfPicture { get; } =
        [BadRequest, TooLarge, Unsupported, Damaged, QueueFull, OwnFault, Unavailable, TimedOut];

    /// <summary>The errors of an endpoint that reads several pictures: errors of the whole request. Those of a picture are reported in its place.</summary>
    internal static IReadOnlyList<EndpointError> OfBatch { get; } =
    [
        BadRequest with { Meaning = "The body cannot be read, or has no picture.", Sentence = "There is no picture in the request." },
        TooLarge with
        {
            Meaning = "The request is larger, or has more pictures, than the service takes.",
            Sentence = "The request has more than the 32 pictures the service takes at once.",
        },
        Unsupported with
        {
            Meaning = "The request's media type is not supported.",
            Sentence = "Send the pictures as the files of a multipart/form-data form, or as an application/json array of objects with image_data.",
        },
        QueueFull, OwnFault, Unavailable, TimedOut,
    ];
}

/// <summary>Naming an endpoint's errors.</summary>
internal static class EndpointErrorExtensions
{
    /// <summary>Names the errors that an endpoint can answer with, as problem details.</summary>
    internal static RouteHandlerBuilder WithErrors(this RouteHandlerBuilder endpoint, params IReadOnlyList<EndpointError> errors) =>
        endpoint.WithErrors<ProblemResponse>(ProblemResponse.ContentType, errors);

    /// <summary>Names the errors that an endpoint can answer with, in a format of its own.</summary>
    /// <typeparam name="TResponse">What is sent.</typeparam>
    internal static RouteHandlerBuilder WithErrors<TResponse>(this RouteHandlerBuilder endpoint, string mediaType, params IReadOnlyList<EndpointError> errors) =>
        endpoint.WithMetadata([.. errors, .. errors.Select(error => new ProducesResponseTypeMetadata(error.Status, typeof(TResponse), [mediaType]))]);
}
