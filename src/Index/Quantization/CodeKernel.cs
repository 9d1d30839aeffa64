using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Indexing.Quantization;

/// <summary>
/// <c>dots[i] = query . codes[rows[i]]</c> over int8 codes, four rows at a time. Exact: all kernels give the same result.
/// </summary>
/// <remarks>
/// Stateless and thread-safe. The caller validates the rows; codes are -127 to 127, and a damaged file's -128 may only give a wrong number.
/// Exact up to 131,072 dimensions, where the sum of products would overflow int32; a file has fewer than <see cref="MaxDimensions"/>.
/// </remarks>
internal abstract unsafe class CodeKernel
{
    /// <summary>Beyond it, a sum of products plus a row's popularity might overflow int32; such vectors are searched exactly.</summary>
    public const int MaxDimensions = 1 << 15;

    /// <summary>The values of <c>ITEM2VEC_SIMD</c>.</summary>
    public static readonly string[] Widths = ["512", "256v", "256", "128"];

    /// <summary>The fastest kernel of the machine, or the one selected by <c>ITEM2VEC_SIMD</c>.</summary>
    public static CodeKernel Default { get; } = Create(Environment.GetEnvironmentVariable("ITEM2VEC_SIMD"));

    /// <summary>The kernel of a width, or the fastest below it that the machine has.</summary>
    public static CodeKernel Create(string? width) => width switch
    {
        // 256 bits with VNNI take one instruction where 512 bits without take two, which also lower the clock on some machines: they come
        // first.
        "256v" or null or "" when AvxVnni.IsSupported => new CodeKernel<VnniCodes>(),
        "512" or null or "" when Avx512BW.IsSupported => new CodeKernel<Avx512Codes>(),
        "512" or "256v" or "256" or null or "" when Avx2.IsSupported => new CodeKernel<Avx2Codes>(),
        _ => new CodeKernel<PortableCodes>(),
    };

    /// <summary>Computes dot products.</summary>
    /// <param name="query">A row of codes, 64-byte aligned or not.</param>
    /// <param name="codes">Row 0.</param>
    /// <param name="stride">The bytes of a row, a multiple of <see cref="CodeMatrix.Lanes"/>.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">Their number.</param>
    /// <param name="dots">Receives <paramref name="count"/> numbers; its length is rounded up to a multiple of four.</param>
    public abstract void Dots(sbyte* query, sbyte* codes, int stride, int* rows, int count, int* dots);
}

/// <summary>The loop over rows for one register width.</summary>
internal sealed unsafe class CodeKernel<TCodes> : CodeKernel
    where TCodes : struct, ICodes
{
    public override void Dots(sbyte* query, sbyte* codes, int stride, int* rows, int count, int* dots)
    {
        for (int i = 0; i < count; i += 4)
        {
            // After the last row it stands in for the missing ones.
            int last = count - 1 - i;
            sbyte* a = codes + ((nint)rows[i] * stride);
            sbyte* b = codes + ((nint)rows[i + Math.Min(1, last)] * stride);
            sbyte* c = codes + ((nint)rows[i + Math.Min(2, last)] * stride);
            sbyte* d = codes + ((nint)rows[i + Math.Min(3, last)] * stride);
            TCodes.FourDots(query, a, b, c, d, stride, dots + i);
        }
    }
}
