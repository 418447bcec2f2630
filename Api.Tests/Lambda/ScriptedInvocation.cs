using System.Text;

namespace Api.Tests.Lambda;

/// <summary>One invocation that the scripted Runtime API hands out, and what became of it.</summary>
internal sealed class ScriptedInvocation(byte[] eventBytes)
{
    internal byte[] Event { get; } = eventBytes;

    internal string RequestId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Time from handing out to the deadline; null for no header, negative for one in the past.</summary>
    internal TimeSpan? Deadline { get; init; }

    internal string? TraceHeader { get; init; }

    internal TaskCompletionSource HandedOut { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TaskCompletionSource<ScriptedOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static ScriptedInvocation Of(string json) => new(Encoding.UTF8.GetBytes(json));
}
