namespace Item2Vec.Embeddings.Formats;

/// <summary>How vectors are written to and read from a foreign format.</summary>
public sealed record VectorFormatOptions
{
    /// <summary>Which vectors are written. Default the input vectors.</summary>
    public VectorSide Side { get; init; } = VectorSide.Input;

    /// <summary>
    /// Whether ids are percent-encoded where the format cannot hold them (blanks, control characters, and the percent sign itself),
    /// and decoded when read. Default false: such ids are refused.
    /// </summary>
    public bool EscapeItems { get; init; }
}

/// <summary>Which of the two vectors of an item.</summary>
public enum VectorSide
{
    /// <summary>The input vector, which <c>similar</c> compares.</summary>
    Input,

    /// <summary>The output vector, which <c>recommend</c> scores (gensim's <c>syn1neg</c>).</summary>
    Output,

    /// <summary>Both, where the format has a place for each.</summary>
    Both,
}
