namespace Item2Vec.Embeddings.Options;

/// <summary>What a variant needs: what it learns beside items, for which the matrices have rows, and what it must know of events.</summary>
[Flags]
public enum VariantNeeds
{
    /// <summary>Items alone.</summary>
    None = 0,

    /// <summary>An input row for each user.</summary>
    Users = 1,

    /// <summary>An input and an output row for each value of the items' metadata.</summary>
    Metadata = 2,

    /// <summary>The basket of each event.</summary>
    Baskets = 4,
}

/// <summary>
/// What a variant is, beside the windows that it makes: its name, its needs, its options, and what general options mean to it.
/// </summary>
public abstract class VariantDefinition
{
    private protected VariantDefinition(string name) => Name = name;

    /// <summary>The name, as <see cref="TrainingOptions.Variant"/> has it.</summary>
    public string Name { get; }

    /// <summary>What is learned, in a few words.</summary>
    public abstract string Help { get; }

    /// <summary>What it needs beside items.</summary>
    public virtual VariantNeeds Needs => VariantNeeds.None;

    /// <summary>
    /// The step size at the start: that of the options, or the default, which is twice as long for means of vectors (word2vec).
    /// </summary>
    public double LearningRate(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.LearningRate ?? (options.Optimizer == Optimizer.AdaGrad ? 0.2 : LearnsMeans(options) ? 0.05 : 0.025);
    }

    /// <summary>Whether there is a token at the end of each session: where it is asked for and windows have an order.</summary>
    public bool HasEndToken(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.EndToken && HasOrder(options);
    }

    /// <summary>Whether an option means something to it.</summary>
    public bool Uses(TrainingOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return (option.Variant is null || option.Variant == Name) && !Unused.Contains(option.Property);
    }

    /// <summary>The options that are its own.</summary>
    internal virtual IReadOnlyList<TrainingOption> Options => [];

    /// <summary>The properties of general options that mean nothing to it.</summary>
    internal virtual IReadOnlyList<string> Unused => [];

    /// <summary>Whether its windows keep the order of events.</summary>
    internal virtual bool HasOrder(TrainingOptions options) => options.Window != TrainingOptions.WholeSession;

    /// <summary>Whether the mean of several vectors predicts.</summary>
    internal virtual bool LearnsMeans(TrainingOptions options) => options.Architecture == Architecture.Cbow;

    /// <summary>Whether items have one vector, which is input and output.</summary>
    internal virtual bool HasOneVectorPerItem(TrainingOptions options) => false;

    /// <summary>The values that a search draws for an option, or null where none may.</summary>
    internal virtual SearchRange? SearchOf(TrainingOption option) => option.Search;

    /// <summary>What does not go together, beyond the ranges of options.</summary>
    internal virtual IEnumerable<string> Problems(TrainingOptions options) => [];
}
