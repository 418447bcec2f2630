using System.Text.Json;
using Api.Lambda.Runtime;

namespace Api.Lambda.Events;

/// <summary>An invocation that only keeps a sandbox warm: <c>{"warmup": true}</c>, or what EventBridge sends of itself.</summary>
/// <param name="HoldMilliseconds">How long to keep the sandbox busy, 0 to 1000, so that warm-ups sent at the same time land on different ones.</param>
internal readonly record struct WarmUpEvent(int HoldMilliseconds)
{
    private const int LongestHold = 1000;

    /// <summary>Whether an event, which is known not to be an HTTP request, is one.</summary>
    internal static bool Is(EventMembers members) => members.IsTrue("warmup") || members.Text("source") == "aws.events";

    /// <summary>Reads an event that is one.</summary>
    /// <exception cref="EventException">hold_ms is out of range.</exception>
    internal static WarmUpEvent Read(EventMembers members)
    {
        if (members.TypeOf("hold_ms") is JsonTokenType.None or JsonTokenType.Null)
        {
            return new WarmUpEvent(0);
        }

        return members.Number("hold_ms") is >= 0 and <= LongestHold and int hold
            ? new WarmUpEvent(hold)
            : throw new EventException(RuntimeError.MalformedEventType, "hold_ms must be a whole number from 0 to 1000.");
    }
}
