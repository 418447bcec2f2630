namespace Api.Shutdown;

/// <summary>The code that the program exits with: 0 unless a failure stopped it. A service of the host, since several hosts may run in one process.</summary>
internal sealed class ExitCode
{
    private volatile int _value;

    /// <summary>The code.</summary>
    internal int Value => _value;

    /// <summary>The program ends because of a failure.</summary>
    internal void Fail() => _value = 1;
}
