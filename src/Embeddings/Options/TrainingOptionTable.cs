namespace Item2Vec.Embeddings.Options;

/// <summary>All options of a training, in the order of the help: the general ones and those that are a variant's own. Immutable.</summary>
public sealed class TrainingOptionTable
{
    private readonly Dictionary<string, TrainingOption> byKey;

    internal TrainingOptionTable(IEnumerable<TrainingOption> options)
    {
        All = [.. options];
        byKey = All.ToDictionary(option => option.Key, StringComparer.Ordinal);
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<TrainingOption> All { get; }

    /// <summary>The option of a key, or null.</summary>
    public TrainingOption? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The option of a property, by which libraries name it, or null.</summary>
    public TrainingOption? OfProperty(string property) => All.FirstOrDefault(option => option.Property == property);

    /// <summary>Every value out of range, and every option that is another variant's.</summary>
    internal IEnumerable<string> Problems(TrainingOptions options, VariantDefinition variant)
    {
        TrainingOptions defaults = new();
        foreach (TrainingOption option in All)
        {
            if (option.Problem(options) is string problem) yield return problem;
            else if (option.Variant is string owner && owner != variant.Name && option.Format(options) != option.Format(defaults))
                yield return $"{option.Property} is an option of the {owner} variant, and the variant is '{variant.Name}'";
        }
    }
}
