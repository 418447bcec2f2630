using Api.Problems;

namespace Api.Requests;

/// <summary>Receives the fields of a form that stand beside the picture, in the order they arrive.</summary>
internal interface IFormFields
{
    /// <summary>Whether a field is wanted; others are not read.</summary>
    bool Takes(string name);

    /// <summary>Receives a field.</summary>
    /// <exception cref="ApiException">The value is not valid.</exception>
    void Add(string name, string value);
}
