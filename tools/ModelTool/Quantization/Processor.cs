using System.Runtime.Intrinsics.X86;

namespace ModelTool.Quantization;

/// <summary>What this machine's processor can do with bytes.</summary>
internal static class Processor
{
    /// <summary>
    /// Whether it multiplies and adds bytes into 32 bits in one go (AVX-512 VNNI or AVX-VNNI; Arm's dot product does not saturate either). Without
    /// it, sums of two products are kept in 16 bits, and saturate.
    /// </summary>
    internal static bool AddsBytesExactly
    {
        get
        {
            if (!X86Base.IsSupported)
            {
                return true;
            }

            // Leaf 7 of CPUID: sub-leaf 0, ECX bit 11 is AVX512_VNNI; sub-leaf 1, EAX bit 4 is AVX-VNNI (Intel's Software Developer's Manual, volume 2A).
            return (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0 || (X86Base.CpuId(7, 1).Eax & (1 << 4)) != 0;
        }
    }
}
