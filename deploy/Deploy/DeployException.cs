namespace Deploy;

/// <summary>An error that the user of a command can fix. Only its message is shown.</summary>
internal sealed class DeployException : Exception
{
    /// <summary>One error.</summary>
    public DeployException(string message)
        : base(message)
    {
    }

    /// <summary>Several errors under one heading, so that all can be fixed at once.</summary>
    public DeployException(string heading, IEnumerable<string> faults)
        : base(string.Join('\n', faults.Select(fault => $"- {fault}").Prepend(heading)))
    {
    }
}
