using Xunit;

namespace TestSupport;

/// <summary>A fact that is skipped, and says so, where Node.js is absent.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery.</summary>
    public NodeFactAttribute() => Skip = Node.IsInstalled ? null : Node.SkipMessage;
}

/// <summary>A theory that is skipped, and says so, where Node.js is absent.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery.</summary>
    public NodeTheoryAttribute() => Skip = Node.IsInstalled ? null : Node.SkipMessage;
}
