using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Quantization;

/// <summary>Quantizes vectors to int8 codes: <c>round(x / step)</c>, clamped to 127.</summary>
internal static class Quantizer
{
    /// <summary>
    /// The share of numbers, the largest ones, that is clamped: a few outliers would otherwise cost all others their precision.
    /// </summary>
    private const double CutShare = 2e-5;

    private const int Bins = 1 << 12;

    /// <summary>The number of rows that determine the step.</summary>
    private const int SampleRows = 1 << 16;

    /// <summary>The codes of a matrix whose row r is multiplied by <c>factors[r]</c>.</summary>
    /// <param name="matrix">The rows.</param>
    /// <param name="factors">A factor for each row (one over its length), or null for 1.</param>
    /// <remarks>In order of rows and dimensions and without vector instructions, so that codes do not depend on the machine.</remarks>
    public static CodeMatrix Quantize(EmbeddingMatrix matrix, NativeBuffer<float>? factors)
    {
        float step = StepOf(matrix, factors);
        int stride = CodeMatrix.StrideOf(matrix.Dimensions);
        NativeBuffer<sbyte> codes = NativeBuffer<sbyte>.Allocate((long)matrix.Rows * stride);
        for (int row = 0; row < matrix.Rows; row++)
            Quantize(matrix.Row(row), (factors is null ? 1 : factors[row]) / step, codes.Slice((long)row * stride, matrix.Dimensions));
        return new CodeMatrix(codes, matrix.Rows, stride, step);
    }

    /// <summary>The codes of one vector with its own step, which is returned: nothing is clamped.</summary>
    public static float Quantize(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        float max = 0;
        foreach (float value in vector) max = Math.Max(max, Math.Abs(value));
        float step = max / CodeMatrix.MaxCode;
        if (!(step > 0) || !float.IsFinite(step) || !float.IsFinite(1 / step)) step = 1;
        Quantize(vector, 1 / step, codes);
        return step;
    }

    private static void Quantize(ReadOnlySpan<float> vector, float factor, Span<sbyte> codes)
    {
        for (int d = 0; d < vector.Length; d++)
        {
            float scaled = MathF.Round(vector[d] * factor);
            codes[d] = (sbyte)(float.IsNaN(scaled) ? 0 : Math.Clamp(scaled, -CodeMatrix.MaxCode, CodeMatrix.MaxCode));
        }
    }

    private static float StepOf(EmbeddingMatrix matrix, NativeBuffer<float>? factors)
    {
        int every = Math.Max(1, matrix.Rows / SampleRows);
        double max = 0;
        for (int row = 0; row < matrix.Rows; row += every)
            foreach (float value in matrix.Row(row)) max = Math.Max(max, Scaled(value, row));
        if (!(max > 0) || !double.IsFinite(max)) return 1f / CodeMatrix.MaxCode;

        long[] histogram = new long[Bins];
        long all = 0;
        for (int row = 0; row < matrix.Rows; row += every, all += matrix.Dimensions)
            foreach (float value in matrix.Row(row)) histogram[(int)Math.Min(Bins - 1, Scaled(value, row) / max * Bins)]++;
        long cut = (long)(all * CutShare);
        int bin = Bins - 1;
        while (bin > 0 && cut >= histogram[bin]) cut -= histogram[bin--];
        float step = (float)(max * (bin + 1) / Bins / CodeMatrix.MaxCode);
        return step > 0 ? step : 1f / CodeMatrix.MaxCode;

        double Scaled(float value, int row) => float.IsFinite(value) ? Math.Abs(value * (double)(factors is null ? 1 : factors[row])) : 0;
    }
}
