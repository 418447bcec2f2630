namespace Api.Settings;

/// <summary>What the program will end with: 0 unless something that stopped it says otherwise. One of the host's, as several may run in one process.</summary>
internal sealed class ExitCode
{
    private volatile int _value;

    /// <summary>The code.</summary>
    internal int Value => _value;

    /// <summary>The program ends because of a failure.</summary>
    internal void Fail() => _value = 1;
}
