using Microsoft.Extensions.Options;

namespace Api.OpenApi;

/// <summary>Whether the OpenAPI document and the Swagger UI are served (settings <c>Swagger</c>).</summary>
internal sealed class SwaggerOptions
{
    /// <summary>Whether they are. Default: yes, but not in Lambda, where loading them would lengthen each cold start.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Whether they are to be served, read before options are at hand; a value that is no switch is refused when the host starts.</summary>
    internal static bool IsEnabled(IConfiguration configuration, bool isInLambda) =>
        bool.TryParse(configuration["Swagger:Enabled"], out bool enabled) ? enabled : !isInLambda;
}

/// <summary>Validates <see cref="SwaggerOptions"/>: each value that can be read is valid.</summary>
internal sealed class SwaggerOptionsValidator : IValidateOptions<SwaggerOptions>
{
    public ValidateOptionsResult Validate(string? name, SwaggerOptions options) => ValidateOptionsResult.Success;
}
