namespace Deploy;

/// <summary>The runtime that a sandbox brings.</summary>
internal enum LambdaRuntime
{
    /// <summary><c>provided.al2023</c>: nothing but the operating system; the package brings .NET and is started by its <c>bootstrap</c>.</summary>
    Provided,

    /// <summary><c>dotnet10</c>: AWS's .NET and ASP.NET Core; the package is framework-dependent. The only one of the two with SnapStart.</summary>
    Managed,
}
