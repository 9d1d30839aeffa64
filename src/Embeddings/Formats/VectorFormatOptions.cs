namespace Item2Vec.Embeddings.Formats;

/// <summary>Options for writing and reading a foreign format.</summary>
public sealed record VectorFormatOptions
{
    /// <summary>The vectors to write. Default the input vectors.</summary>
    public VectorSide Side { get; init; } = VectorSide.Input;

    /// <summary>
    /// Whether ids are percent-encoded if the format cannot represent them (blanks, control characters, and the percent sign itself),
    /// and decoded when read. Default false: such ids are rejected.
    /// </summary>
    public bool EscapeItems { get; init; }
}

/// <summary>Selects one of an item's two vectors.</summary>
public enum VectorSide
{
    /// <summary>The input vector, which <c>similar</c> compares.</summary>
    Input,

    /// <summary>The output vector, which <c>recommend</c> scores (gensim's <c>syn1neg</c>).</summary>
    Output,

    /// <summary>Both, if the format supports it.</summary>
    Both,
}
