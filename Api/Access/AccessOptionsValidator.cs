using Microsoft.Extensions.Options;

namespace Api.Access;

/// <summary>Validates <see cref="AccessOptions"/>. Faults name the position of a key, never the key.</summary>
internal sealed class AccessOptionsValidator(IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        List<string> faults = [];
        RequireEntries("Access:Keys", options.Keys, faults);
        RequireEntries("Access:KeyHashes", options.KeyHashes, faults);
        for (int i = 0; i < options.Keys.Length; i++)
        {
            if (ApiKey.FaultOf(options.Keys[i]) is { } fault)
            {
                faults.Add($"Access:Keys: key {i + 1} {fault}.");
            }
        }

        for (int i = 0; i < options.KeyHashes.Length; i++)
        {
            if (KeyHash.Parse(options.KeyHashes[i]) is null)
            {
                faults.Add($"Access:KeyHashes: hash {i + 1} is not 64 hexadecimal digits.");
            }
        }

        if (!string.IsNullOrWhiteSpace(options.KeysFile))
        {
            KeysFileContent file = KeysFile.Read(options.KeysFile);
            faults.AddRange(file.Faults.Select(fault => $"Access:KeysFile: {fault}"));
            if (file is { Faults.Count: 0, Hashes.Count: 0 })
            {
                faults.Add($"Access:KeysFile: {options.KeysFile} has no key.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>A list that was meant to hold keys, such as a lone comma, must not leave the service open.</summary>
    private void RequireEntries(string setting, string[] entries, List<string> faults)
    {
        if (entries.Length == 0 && !string.IsNullOrWhiteSpace(configuration[setting]))
        {
            faults.Add($"{setting} is set but holds nothing.");
        }
    }
}
