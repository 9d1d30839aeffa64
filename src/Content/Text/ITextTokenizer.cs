namespace Item2Vec.Content.Text;

/// <summary>Turns a text into the token ids of a text encoder.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
internal interface ITextTokenizer
{
    /// <summary>The id of padding, which is masked.</summary>
    long Padding { get; }

    /// <summary>The default limit of tokens.</summary>
    int DefaultMaxTokens { get; }

    /// <summary>
    /// The tokens of a text, at least one and at most <paramref name="limit"/>; <paramref name="cut"/> reports whether it was truncated.
    /// </summary>
    long[] Encode(string text, int limit, out bool cut);
}
