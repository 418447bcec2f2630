using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Api.OpenApi;

/// <summary>Whether the OpenAPI document and the Swagger UI are served (settings <c>Swagger</c>).</summary>
internal sealed class SwaggerOptions
{
    /// <summary>
    /// Whether this build has them at all. One made with <c>-p:OpenApiPages=false</c> has not, and a trimmer drops what only they need.
    /// </summary>
    [FeatureSwitchDefinition("Api.OpenApi.IsSupported")]
    internal static bool IsSupported => !AppContext.TryGetSwitch("Api.OpenApi.IsSupported", out bool isSupported) || isSupported;

    /// <summary>Whether they are served. Default: yes, but not in Lambda, where loading them would lengthen each cold start.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Whether they are to be served, read before options are at hand; a value that is no switch is refused when the host starts.</summary>
    internal static bool IsEnabled(IConfiguration configuration, bool isInLambda) =>
        bool.TryParse(configuration["Swagger:Enabled"], out bool enabled) ? enabled : !isInLambda;
}

/// <summary>Validates <see cref="SwaggerOptions"/>.</summary>
internal sealed class SwaggerOptionsValidator : IValidateOptions<SwaggerOptions>
{
    public ValidateOptionsResult Validate(string? name, SwaggerOptions options) => options.Enabled == true && !SwaggerOptions.IsSupported
        ? ValidateOptionsResult.Fail("Swagger:Enabled is true, but this build was made without the OpenAPI pages.")
        : ValidateOptionsResult.Success;
}
