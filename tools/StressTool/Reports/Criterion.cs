namespace StressTool.Reports;

/// <summary>Something the service must hold.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Required">What is required, in words.</param>
/// <param name="Measured">What was found.</param>
/// <param name="IsHeld">Whether it holds; null where it cannot be measured on this machine.</param>
/// <param name="IsTimed">Whether a machine that is busy with other things can spoil it.</param>
internal sealed record Criterion(string Name, string Required, string Measured, bool? IsHeld, bool IsTimed = false)
{
    /// <summary>A criterion that cannot be measured on this machine.</summary>
    internal static Criterion NotMeasured(string name, string required, string reason) => new(name, required, reason, null);

    /// <summary>A number of things of which there must be none.</summary>
    internal static Criterion None(string name, int count) => new(name, "0", Format.Count(count), count == 0);
}
