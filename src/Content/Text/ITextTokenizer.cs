namespace Item2Vec.Content.Text;

/// <summary>Turns a text into the numbers that a text encoder takes.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
internal interface ITextTokenizer
{
    /// <summary>The number that fills short texts up; masked, so that it means nothing.</summary>
    long Padding { get; }

    /// <summary>The most tokens of a text when nobody says how many.</summary>
    int DefaultMaxTokens { get; }

    /// <summary>
    /// The tokens of a text, at least one and at most <paramref name="limit"/>; <paramref name="cut"/> tells whether it has more.
    /// </summary>
    long[] Encode(string text, int limit, out bool cut);
}
