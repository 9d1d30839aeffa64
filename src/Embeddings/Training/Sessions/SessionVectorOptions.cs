using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Training.Sessions;

/// <summary>How session vectors are trained.</summary>
public sealed record SessionVectorOptions
{
    /// <summary>The dimensions of a vector, 1 to 4096.</summary>
    public int Dimensions { get; init; } = 100;

    /// <summary>The passes over the sessions; 0 for a number by the size of the log.</summary>
    public int Epochs { get; init; }

    /// <summary>The items that the target of each prefix is told from; a block of prefixes shares them.</summary>
    public int Negatives { get; init; } = 128;

    /// <summary>Items are drawn as negatives by their count to this power.</summary>
    public double NegativeExponent { get; init; } = 0.5;

    /// <summary>The learning rate at the start, which falls linearly to 0.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The most events of a pass: of a longer log its latest sessions teach.</summary>
    public long MaxEvents { get; init; } = 5_000_000;

    /// <summary>The random seed.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads, or 0 for one per processor; one makes training repeatable bit for bit.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The sessions in the order in which they began, which says which are the latest; null if the corpus is in this order.
    /// </summary>
    public IReadOnlyList<int>? SessionOrder { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Dimensions is < 1 or > 4096) problems.Add("the dimensions of session vectors are 1 to 4,096");
        if (Epochs is < 0 or > 1000) problems.Add("the epochs of session vectors are 0 to 1,000");
        if (Negatives is < 1 or > 4096) problems.Add("the negatives of session vectors are 1 to 4,096");
        if (!double.IsFinite(NegativeExponent)) problems.Add("the exponent of negatives is a finite number");
        if (LearningRate is not (> 0 and <= 10)) problems.Add("the learning rate of session vectors is above 0 and at most 10");
        if (MaxEvents < 1) problems.Add("the events of a pass are at least 1");
        if (Threads < 0) problems.Add("the number of threads is at least 0");
        OptionProblems.Reject(problems);
    }
}
