namespace Api.Problems;

/// <summary>Metadata of an endpoint whose callers expect errors in another format than problem details.</summary>
internal interface IErrorFormat
{
    /// <summary>Writes the body of an error; its status and Retry-After are set already.</summary>
    Task WriteAsync(HttpContext context, Problem problem);
}
