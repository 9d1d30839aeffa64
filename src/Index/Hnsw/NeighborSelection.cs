using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>Which of its nearest candidates a node is linked with (algorithm 4 of the paper): those that are nearer to it than to any chosen before, so that links lead in all directions.</summary>
internal sealed unsafe class NeighborSelection(bool keepPruned) : IDisposable
{
    private readonly NativeBuffer<uint> keys = NativeBuffer<uint>.Allocate(4);
    private readonly NativeBuffer<int> chosenRows = NativeBuffer<int>.Allocate((2 * IndexOptions.MaxM) + 4);
    private readonly NativeBuffer<int> passed = NativeBuffer<int>.Allocate(2 * IndexOptions.MaxM);

    /// <summary>Chooses neighbors.</summary>
    /// <param name="space">The distances.</param>
    /// <param name="layer">The level.</param>
    /// <param name="biasFactor">See <see cref="CodeSpace.Keys"/>.</param>
    /// <param name="own">The row that neighbors are chosen for.</param>
    /// <param name="candidates">Entries of a <see cref="CandidateQueue"/>, nearest first.</param>
    /// <param name="most">The most to choose.</param>
    /// <param name="chosen">Receives the nodes, nearest first, behind those that are there already.</param>
    /// <param name="count">How many are there already.</param>
    /// <returns>Their number.</returns>
    public int Choose(
        in CodeSpace space, in HnswLayer layer, float biasFactor, int own, ReadOnlySpan<ulong> candidates, int most, int* chosen, int count = 0)
    {
        int pruned = 0;
        for (int i = 0; i < count; i++) chosenRows[i] = layer.Rows is null ? chosen[i] : layer.Rows[chosen[i]];
        int ownBias = space.Bias is null ? 0 : space.BiasOf(own, biasFactor);
        for (int i = 0; i < candidates.Length && count < most; i++)
        {
            int node = CandidateQueue.NodeOf(candidates[i]);
            int row = layer.Rows is null ? node : layer.Rows[node];
            if (IsDiverse(space, biasFactor, row, (long)CandidateQueue.KeyOf(candidates[i]) - ownBias, count))
            {
                chosenRows[count] = row;
                chosen[count++] = node;
            }
            else if (keepPruned && pruned < most)
            {
                passed[pruned++] = node;
            }
        }

        for (int i = 0; i < pruned && count < most; i++) chosen[count++] = passed[i];
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
        // A key counts the summand of the far end only. Seen from the candidate, the far end is the node that chooses.
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
