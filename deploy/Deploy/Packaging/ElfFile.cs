using System.Buffers.Binary;

namespace Deploy.Packaging;

/// <summary>Reads which processor a Linux binary is for.</summary>
internal static class ElfFile
{
    private const int HeaderLength = 20;
    private const ushort MachineX64 = 62;
    private const ushort MachineArm64 = 183;

    /// <summary>The architecture of a binary; null for a file that is none, or one for another processor.</summary>
    internal static LambdaArchitecture? ArchitectureOf(Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.StartsWith("\u007FELF"u8))
        {
            return null;
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) switch
        {
            MachineX64 => LambdaArchitecture.X64,
            MachineArm64 => LambdaArchitecture.Arm64,
            _ => null,
        };
    }
}
