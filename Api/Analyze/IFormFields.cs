using Api.Problems;

namespace Api.Analyze;

/// <summary>Takes the fields of a form beside the picture, as they come.</summary>
internal interface IFormFields
{
    /// <summary>Whether a field is wanted; others are not read.</summary>
    bool Takes(string name);

    /// <summary>Takes a field.</summary>
    /// <exception cref="ApiException">Its value does not do.</exception>
    void Add(string name, string value);
}
