using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>
/// Selects the links of a node from its nearest candidates (algorithm 4 of the paper): those nearer to it than to any selected before, so
/// that links lead in all directions.
/// </summary>
internal sealed unsafe class NeighborSelection(bool keepPruned) : IDisposable
{
    private readonly NativeBuffer<uint> keys = NativeBuffer<uint>.Allocate(4);
    private readonly NativeBuffer<int> chosenRows = NativeBuffer<int>.Allocate((2 * IndexOptions.MaxM) + 4);
    private readonly NativeBuffer<int> passed = NativeBuffer<int>.Allocate(2 * IndexOptions.MaxM);

    /// <summary>Selects neighbors.</summary>
    /// <param name="space">The distances.</param>
    /// <param name="layer">The level.</param>
    /// <param name="biasFactor">See <see cref="CodeSpace.Keys"/>.</param>
    /// <param name="own">The row to select neighbors for.</param>
    /// <param name="candidates">Entries of a <see cref="CandidateQueue"/>, nearest first.</param>
    /// <param name="maxNeighbors">Maximum number of neighbors.</param>
    /// <param name="chosen">Receives the nodes, nearest first, after those that are there already.</param>
    /// <param name="count">The number of nodes already there.</param>
    /// <returns>Their number.</returns>
    public int Choose(
        in CodeSpace space, in HnswLayer layer, float biasFactor, int own, ReadOnlySpan<ulong> candidates, int maxNeighbors, int* chosen,
        int count = 0)
    {
        int pruned = 0;
        for (int i = 0; i < count; i++) chosenRows[i] = layer.Rows is null ? chosen[i] : layer.Rows[chosen[i]];
        int ownBias = space.Bias is null ? 0 : space.BiasOf(own, biasFactor);
        for (int i = 0; i < candidates.Length && count < maxNeighbors; i++)
        {
            int node = CandidateQueue.NodeOf(candidates[i]);
            int row = layer.Rows is null ? node : layer.Rows[node];
            if (IsDiverse(space, biasFactor, row, (long)CandidateQueue.KeyOf(candidates[i]) - ownBias, count))
            {
                chosenRows[count] = row;
                chosen[count++] = node;
            }
            else if (keepPruned && pruned < maxNeighbors)
            {
                passed[pruned++] = node;
            }
        }

        for (int i = 0; i < pruned && count < maxNeighbors; i++) chosen[count++] = passed[i];
        return count;
    }

    public void Dispose()
    {
        keys.Dispose();
        chosenRows.Dispose();
        passed.Dispose();
    }

    private bool IsDiverse(in CodeSpace space, float biasFactor, int row, long limit, int count)
    {
        // A key includes the bias of the far end only. Seen from the candidate, the far end is the selecting node.
        sbyte* codes = space.Row(row);
        if (space.Bias is not null) limit += space.BiasOf(row, biasFactor);
        for (int i = 0; i < count; i += 4)
        {
            int some = Math.Min(4, count - i);
            space.Keys(codes, biasFactor, chosenRows.Pointer + i, some, keys.Pointer);
            for (int k = 0; k < some; k++)
                if (keys[k] < limit) return false;
        }

        return true;
    }
}
