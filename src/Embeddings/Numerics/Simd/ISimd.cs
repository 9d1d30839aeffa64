namespace Item2Vec.Embeddings.Numerics.Simd;

/// <summary>
/// The few vector operations that the kernels are written in, for one register width. Implementations hold no state; the compiler makes
/// separate machine code of a generic kernel for each, so that nothing is paid for the indirection.
/// </summary>
/// <typeparam name="TVector">The register: Vector128, Vector256 or Vector512 of float.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Floats in a register; divides <see cref="EmbeddingMatrix.Lanes"/>.</summary>
    static abstract int Width { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(float* target, TVector value);

    static abstract TVector Create(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    static abstract TVector SquareRoot(TVector value);

    /// <summary><c>a * b + c</c>, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Max(TVector left, TVector right);

    static abstract TVector Abs(TVector value);

    /// <summary>Lane by lane <c>value &gt;= 0 ? yes : no</c>.</summary>
    static abstract TVector IfNonNegative(TVector value, TVector yes, TVector no);

    /// <summary>Lane by lane <c>e^x</c> for x in [-87, 0], relative error below 3e-7; exactly 1 at 0.</summary>
    static abstract TVector ExpOfNegative(TVector x);

    static abstract float Sum(TVector value);

    /// <summary>Writes the sums of the lanes of a, b, c and d to <paramref name="target"/>[0..3].</summary>
    static abstract void StoreSums(TVector a, TVector b, TVector c, TVector d, float* target);

    /// <summary>Writes the sums of the lanes of a to f, and two zeros, to <paramref name="target"/>[0..7].</summary>
    static abstract void StoreSums(TVector a, TVector b, TVector c, TVector d, TVector e, TVector f, float* target);
}

/// <summary>
/// Coefficients of 2^f for f in [-0.5, 0.5]: the Taylor series of e^(f ln 2) to degree 6, whose error there is below 2e-7 relative.
/// </summary>
internal static class Exp2Polynomial
{
    public const float Log2E = 1.44269504f;
    public const float C1 = 0.693147181f;
    public const float C2 = 0.240226507f;
    public const float C3 = 0.0555041087f;
    public const float C4 = 0.00961812911f;
    public const float C5 = 0.00133335581f;
    public const float C6 = 0.000154035304f;
}
