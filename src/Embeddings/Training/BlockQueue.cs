namespace Item2Vec.Embeddings.Training;

/// <summary>Hands out the blocks of all epochs, one epoch after the other, each in its own order. Thread-safe.</summary>
internal sealed class BlockQueue(SessionBlocks blocks, long seed, int epochs)
{
    private readonly Lock gate = new();
    private int[] order = [];
    private int epoch = -1;
    private int next;

    public bool TryTake(out int takenEpoch, out int block)
    {
        lock (gate)
        {
            if (next == order.Length)
            {
                if (epoch + 1 >= epochs || blocks.Count == 0)
                {
                    takenEpoch = block = -1;
                    return false;
                }

                order = blocks.Order(seed, ++epoch);
                next = 0;
            }

            takenEpoch = epoch;
            block = order[next++];
            return true;
        }
    }
}
