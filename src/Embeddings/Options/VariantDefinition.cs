namespace Item2Vec.Embeddings.Options;

/// <summary>What a variant needs besides items: additional rows of the matrices, and details of events.</summary>
[Flags]
public enum VariantNeeds
{
    /// <summary>Items only.</summary>
    None = 0,

    /// <summary>An input row for each user.</summary>
    Users = 1,

    /// <summary>An input and an output row for each value of the items' metadata.</summary>
    Metadata = 2,

    /// <summary>The basket of each event.</summary>
    Baskets = 4,
}

/// <summary>
/// A model variant without its windows: name, needs, options, and how general options apply to it.
/// </summary>
public abstract class VariantDefinition
{
    private protected VariantDefinition(string name) => Name = name;

    /// <summary>The name in <see cref="TrainingOptions.Variant"/>.</summary>
    public string Name { get; }

    /// <summary>What is learned, in a few words.</summary>
    public abstract string Help { get; }

    /// <summary>What it needs besides items.</summary>
    public virtual VariantNeeds Needs => VariantNeeds.None;

    /// <summary>
    /// The initial learning rate: that of the options, or the default. With SGD the default is doubled for means of vectors (word2vec).
    /// </summary>
    public double LearningRate(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.LearningRate ?? (options.Optimizer == Optimizer.AdaGrad ? 0.2 : LearnsMeans(options) ? 0.05 : 0.025);
    }

    /// <summary>Whether sessions get an end token: if the option is set and windows are ordered.</summary>
    public bool HasEndToken(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.EndToken && HasOrder(options);
    }

    /// <summary>Whether an option applies to it.</summary>
    public bool Uses(TrainingOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return (option.Variant is null || option.Variant == Name) && !Unused.Contains(option.Property);
    }

    /// <summary>The options that only it has.</summary>
    internal virtual IReadOnlyList<TrainingOption> Options => [];

    /// <summary>The properties of general options that do not apply to it.</summary>
    internal virtual IReadOnlyList<string> Unused => [];

    /// <summary>Whether its windows keep the order of events.</summary>
    internal virtual bool HasOrder(TrainingOptions options) => options.Window != TrainingOptions.WholeSession;

    /// <summary>Whether inputs are means of several vectors.</summary>
    internal virtual bool LearnsMeans(TrainingOptions options) => options.Architecture == Architecture.Cbow;

    /// <summary>Whether items have one vector, which is input and output.</summary>
    internal virtual bool HasOneVectorPerItem(TrainingOptions options) => false;

    /// <summary>The values that a search draws for an option, or null if it must not be searched.</summary>
    internal virtual SearchRange? SearchOf(TrainingOption option) => option.Search;

    /// <summary>Invalid combinations of options.</summary>
    internal virtual IEnumerable<string> Problems(TrainingOptions options) => [];
}
