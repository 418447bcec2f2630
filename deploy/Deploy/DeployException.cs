namespace Deploy;

/// <summary>Something that whoever runs the command can mend. Its message is one sentence or more, and is all that is shown.</summary>
internal sealed class DeployException : Exception
{
    /// <summary>A fault in one sentence.</summary>
    public DeployException(string message)
        : base(message)
    {
    }

    /// <summary>Several faults under one heading, so that all can be mended at once.</summary>
    public DeployException(string heading, IEnumerable<string> faults)
        : base(string.Join('\n', faults.Select(fault => $"- {fault}").Prepend(heading)))
    {
    }
}
