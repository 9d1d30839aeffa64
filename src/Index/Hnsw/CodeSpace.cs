using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>The distances of a search: codes and, if the score has one, a bias per row.</summary>
/// <param name="codes">The rows' codes.</param>
/// <param name="bias">The bias of each row's score, or null.</param>
/// <param name="kernel">Computes dot products.</param>
internal readonly unsafe struct CodeSpace(CodeMatrix codes, float* bias, CodeKernel kernel)
{
    /// <summary>A key is this minus the score in units of the codes' products, so that lower is nearer and none is negative.</summary>
    public const int KeyOrigin = 1 << 30;

    /// <summary>Biases are clamped here; beyond it a key would exceed 32 bits.</summary>
    private const float MaxBias = 1 << 29;

    public readonly sbyte* Codes = codes.Data.Pointer;
    public readonly int Stride = codes.Stride;
    public readonly int Rows = codes.Rows;
    public readonly float* Bias = bias;
    private readonly CodeKernel kernel = kernel;

    /// <summary>The keys of some rows; lower is nearer.</summary>
    /// <param name="query">The query's codes.</param>
    /// <param name="biasFactor">The factor of biases: their weight over the query's step and the codes' step.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">Their number.</param>
    /// <param name="keys">Receives <paramref name="count"/> keys; its length is rounded up to a multiple of four.</param>
    public void Keys(sbyte* query, float biasFactor, int* rows, int count, uint* keys)
    {
        kernel.Dots(query, Codes, Stride, rows, count, (int*)keys);
        if (Bias is null)
        {
            for (int i = 0; i < count; i++) keys[i] = KeyOrigin - keys[i];
        }
        else
        {
            for (int i = 0; i < count; i++) keys[i] = (uint)(KeyOrigin - (int)keys[i] - BiasOf(rows[i], biasFactor));
        }
    }

    /// <summary>A row's bias in units of the codes' products.</summary>
    public int BiasOf(int row, float biasFactor)
    {
        float bias = Bias[row] * biasFactor;
        return float.IsNaN(bias) ? 0 : (int)Math.Clamp(bias, -MaxBias, MaxBias);
    }

    public sbyte* Row(int row) => Codes + ((nint)row * Stride);
}
