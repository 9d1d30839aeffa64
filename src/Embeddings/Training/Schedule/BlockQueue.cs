namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>Hands out the blocks of all epochs, epoch by epoch, each in its own order. Thread-safe.</summary>
internal sealed class BlockQueue(SessionBlocks blocks, long seed, int epochs)
{
    private readonly Lock gate = new();
    private int[] order = [];
    private int epoch = -1;
    private int next;
    private bool paused;

    /// <summary>Whether every block has been handed out.</summary>
    public bool IsDone
    {
        get
        {
            lock (gate) return next == order.Length && (epoch + 1 >= epochs || blocks.Count == 0);
        }
    }

    /// <summary>The position: all epochs before <c>Epoch</c> (-1 before the first), and of that one the first <c>Next</c> blocks, have been handed out.</summary>
    /// <remarks>The order of an epoch is a function of the options, so that two numbers are the whole state.</remarks>
    public (int Epoch, int Next) Position
    {
        get
        {
            lock (gate) return (epoch, next);
        }
    }

    /// <summary>Resumes at the position of an earlier run.</summary>
    public void Restore((int Epoch, int Next) position)
    {
        lock (gate)
        {
            (epoch, next) = position;
            order = epoch < 0 ? [] : Order(epoch);
        }
    }

    /// <summary>Pauses until <see cref="Continue"/>, so that the threads stop between two blocks.</summary>
    public void Pause()
    {
        lock (gate) paused = true;
    }

    public void Continue()
    {
        lock (gate) paused = false;
    }

    public bool TryTake(out int takenEpoch, out int block)
    {
        takenEpoch = block = -1;
        lock (gate)
        {
            if (paused) return false;
            if (next == order.Length)
            {
                if (epoch + 1 >= epochs || blocks.Count == 0) return false;
                order = Order(++epoch);
                next = 0;
            }

            takenEpoch = epoch;
            block = order[next++];
            return true;
        }
    }

    private int[] Order(int number) => blocks.Order(seed, number, isLast: number + 1 == epochs);
}
