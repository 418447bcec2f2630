using System.Globalization;
using Api.Access;
using Api.Problems;
using Api.Requests;
using Api.Telemetry;

namespace Api.DeepStack;

/// <summary>The fields of a DeepStack form: <c>min_confidence</c> and <c>api_key</c>, and beside them the options of POST /analyze.</summary>
internal sealed class DeepStackFields : IFormFields
{
    private const string ConfidenceField = "min_confidence";
    private const string KeyField = "api_key";

    // The default of DeepStack and CodeProject.AI.
    private const string DefaultConfidence = "0.4";

    private readonly HttpContext _context;
    private readonly OptionsReader _options;

    /// <summary>Makes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">The options, the query's read already.</param>
    internal DeepStackFields(HttpContext context, OptionsReader options)
    {
        (_context, _options) = (context, options);
        if (options.Options.Confidence is null)
        {
            options.Add("confidence", DefaultConfidence);
        }
    }

    public bool Takes(string name) => name is ConfidenceField or KeyField || _options.Takes(name);

    public void Add(string name, string value)
    {
        switch (name)
        {
            // Clients send empty fields for values that were not entered.
            case ConfidenceField when value.Length > 0:
                _options.Add("confidence", RequireConfidence(value));
                break;
            case KeyField when value.Length > 0:
                Present(value);
                break;
            case ConfidenceField or KeyField:
                break;
            default:
                _options.Add(name, value);
                break;
        }
    }

    /// <summary>The refusal of a caller who has no valid key.</summary>
    internal static ApiException Unauthorized(HttpContext context, string sentence)
    {
        context.Response.Headers.WWWAuthenticate = PresentedKeys.BearerScheme + " realm=\"detection\"";
        return new ApiException(StatusCodes.Status401Unauthorized, sentence) { Reason = RefusalReason.Unauthorized };
    }

    // A wrong key ends the request here, before the picture is read where the key stands in front of it. A valid key in the headers is enough.
    private void Present(string key)
    {
        if (!_context.IsTrusted() && !_context.Identify(key))
        {
            throw Unauthorized(_context, "The API key is not valid.");
        }
    }

    private static string RequireConfidence(string value) =>
        float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && number is >= 0 and <= 1
            ? value
            : throw new ApiException(StatusCodes.Status400BadRequest, $"{ConfidenceField} must be a number from 0 to 1.");
}
