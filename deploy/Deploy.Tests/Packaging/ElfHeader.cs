namespace Deploy.Tests.Packaging;

/// <summary>The first bytes of Linux binaries.</summary>
internal static class ElfHeader
{
    /// <summary>Of one for Intel and AMD.</summary>
    internal static byte[] X64 => Of(62);

    /// <summary>Of one for Graviton.</summary>
    internal static byte[] Arm64 => Of(183);

    /// <summary>Of one for another processor: 243 is RISC-V.</summary>
    internal static byte[] Of(byte machine)
    {
        byte[] header = new byte[64];
        "\u007FELF"u8.CopyTo(header);
        header[18] = machine;
        return header;
    }
}
