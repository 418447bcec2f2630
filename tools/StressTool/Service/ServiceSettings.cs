namespace StressTool.Service;

/// <summary>
/// The settings a scenario starts the service with, as environment variables. The caller's own values override them; a setting the caller gives no
/// value is left out, so that a service that does not know it can be measured too.
/// </summary>
/// <param name="overrides">NAME=VALUE, or NAME= to leave it out.</param>
internal sealed class ServiceSettings(IReadOnlyList<string> overrides)
{
    private readonly Dictionary<string, string> _scenario = [];

    /// <summary>No settings but the defaults.</summary>
    internal static ServiceSettings Default => new([]);

    /// <summary>What the service is started with.</summary>
    internal (string Name, string Value)[] Variables
    {
        get
        {
            Dictionary<string, string> variables = new(_scenario);
            foreach (string text in overrides)
            {
                string[] parts = text.Split('=', 2);
                variables[parts[0]] = parts.Length == 2 ? parts[1] : throw new ArgumentException($"'{text}' is not NAME=VALUE.");
            }

            return [.. variables.Where(pair => pair.Value.Length > 0).Select(pair => (pair.Key, pair.Value))];
        }
    }

    /// <summary>The same overrides, with a setting of the scenario.</summary>
    internal ServiceSettings With(string name, string value)
    {
        ServiceSettings settings = new(overrides);
        foreach ((string known, string knownValue) in _scenario)
        {
            settings._scenario[known] = knownValue;
        }

        settings._scenario[name] = value;
        return settings;
    }
}
