using Detection.Annotation;

namespace Api.Annotate;

/// <summary>The answer to an analysis as the picture with boxes and labels drawn on it.</summary>
/// <param name="picture">The picture; its owner disposes it.</param>
internal sealed class AnnotatedResult(AnnotatedPicture picture) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = picture.Format.MediaType;
        httpContext.Response.ContentLength = picture.Bytes.Length;
        await httpContext.Response.Body.WriteAsync(picture.Bytes, httpContext.RequestAborted);
    }
}
