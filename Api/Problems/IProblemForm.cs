namespace Api.Problems;

/// <summary>Metadata of an endpoint whose callers expect errors in another form than problem details.</summary>
internal interface IProblemForm
{
    /// <summary>Writes the body of an error; its status and Retry-After are set already.</summary>
    Task WriteAsync(HttpContext context, Problem problem);
}
