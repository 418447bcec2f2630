namespace Deploy.Packaging;

/// <summary>The package asked for.</summary>
internal sealed record PackageOptions
{
    /// <summary>The processor it is for.</summary>
    public LambdaArchitecture Architecture { get; init; } = LambdaArchitecture.X64;

    /// <summary>The runtime of the sandbox.</summary>
    public LambdaRuntime Runtime { get; init; } = LambdaRuntime.Provided;

    /// <summary>Full path of the folder it is written to.</summary>
    public required string Output { get; init; }

    /// <summary>Full path of the .onnx file that takes the embedded model's place; null to keep that one.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the model goes into a layer of its own.</summary>
    public bool ModelAsLayer { get; init; }

    /// <summary>Whether a folder to build a container image from is made instead of a zip.</summary>
    public bool Image { get; init; }

    /// <summary>
    /// Whether a package that brings .NET along keeps the OpenAPI pages, and therefore all of .NET. One for AWS's .NET always has them. They are served
    /// in neither case unless the setting <c>Swagger:Enabled</c> is true.
    /// </summary>
    public bool OpenApiPages { get; init; }

    /// <summary>Whether the package has the OpenAPI pages.</summary>
    public bool HasOpenApiPages => OpenApiPages || Runtime == LambdaRuntime.Managed;
}
