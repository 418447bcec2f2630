using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Api.Lambda;

/// <summary>How the service behaves as a Lambda function (settings <c>Lambda</c>); not used elsewhere.</summary>
internal sealed class LambdaOptions
{
    /// <summary>The most bytes of an answer through Lambda.</summary>
    internal const int ResponseLimit = 6_291_556;

    /// <summary>
    /// Milliseconds before an invocation's deadline at which its request is cancelled, 20 to 10,000, so that the caller gets an answer rather than
    /// a time-out. Of a deadline that is nearer than twice as much, it is half of what is left. Default 500.
    /// </summary>
    [Range(20, 10_000)]
    public int DeadlineMarginMs { get; set; } = 500;

    /// <summary>
    /// Milliseconds from the start of the process in which the model may load and warm up before the first invocation is taken, 0 to 10,000. A
    /// model that takes longer goes on loading and the first invocation waits for it: past 10,000 Lambda would end the init phase and begin it
    /// anew. Holds for on-demand sandboxes only, as others are given the time. Default 9,000.
    /// </summary>
    [Range(0, 10_000)]
    public int InitBudgetMs { get; set; } = 9_000;

    /// <summary>
    /// Most bytes of an answer as it is sent to Lambda, headers and base64 included, 1,024 to 6,291,556. One that is larger is answered with
    /// problem details of status 413. Answers to a load balancer are limited to 1,048,576 besides. Default 6,291,556.
    /// </summary>
    [Range(1024, ResponseLimit)]
    public int MaxResponseBytes { get; set; } = ResponseLimit;

    /// <summary>
    /// A path such as <c>/vision</c> that a custom domain puts in front and that no event contains, as with an HTTP API's <c>$default</c> route; it
    /// becomes part of the path base. Default: none. Stages and what a route shows are found without it.
    /// </summary>
    [RegularExpression("/[^?#]*[^/?#]", ErrorMessage = "Lambda:BasePath must begin with a slash and not end with one, such as /vision.")]
    public string? BasePath { get; set; }
}

/// <summary>Validates <see cref="LambdaOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class LambdaOptionsValidator : IValidateOptions<LambdaOptions>;

/// <summary>Validates the environment variables, so that their errors are reported together with those of the settings.</summary>
internal sealed class LambdaEnvironmentValidator(LambdaEnvironment environment) : IValidateOptions<LambdaOptions>
{
    public ValidateOptionsResult Validate(string? name, LambdaOptions options) => environment.RuntimeApiUri is not null
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"AWS_LAMBDA_RUNTIME_API is '{environment.RuntimeApi}', which is not host:port, though AWS_LAMBDA_FUNCTION_NAME is set.");
}
