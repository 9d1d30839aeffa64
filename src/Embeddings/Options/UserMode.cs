namespace Item2Vec.Embeddings.Options;

/// <summary>What a user's vector predicts in variant "user", alone or together with context items.</summary>
public enum UserMode
{
    /// <summary>
    /// The user and each context item predict the center item, one at a time: users and items share the output vectors (PV-DBOW with
    /// skip-gram; gensim's <c>dm=0, dbow_words=1</c>).
    /// </summary>
    DbowItems,

    /// <summary>
    /// The user alone predicts each of its items, without a window (PV-DBOW; gensim's <c>dm=0</c>). Items then have a single vector, used
    /// as input and output.
    /// </summary>
    Dbow,

    /// <summary>
    /// The mean of the user and the context items predicts the center item (PV-DM; gensim's <c>dm=1</c>). If the window is the
    /// whole session, all other items of the session are context.
    /// </summary>
    Dm,
}
