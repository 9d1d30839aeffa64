namespace Item2Vec.Indexing.Quantization;

/// <summary>Dot products of int8 rows in one register width.</summary>
internal unsafe interface ICodes
{
    /// <summary>Four dot products with one query; <paramref name="stride"/> is a multiple of 64.</summary>
    static abstract void FourDots(sbyte* query, sbyte* a, sbyte* b, sbyte* c, sbyte* d, int stride, int* dots);
}
