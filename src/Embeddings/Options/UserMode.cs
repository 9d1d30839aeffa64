namespace Item2Vec.Embeddings.Options;

/// <summary>What a user's vector predicts, and in whose company, in variant "user".</summary>
public enum UserMode
{
    /// <summary>
    /// The user and each context item predict the centre item, each by itself: users and items are learned against the same outputs
    /// (PV-DBOW beside skip-gram; gensim's <c>dm=0, dbow_words=1</c>).
    /// </summary>
    DbowItems,

    /// <summary>
    /// The user alone predicts each of its items, without a window (PV-DBOW; gensim's <c>dm=0</c>). Items have one vector then, which is
    /// input and output.
    /// </summary>
    Dbow,

    /// <summary>
    /// The mean of the user and the context items predicts the centre item (PV-DM; gensim's <c>dm=1</c>). With the whole session as window,
    /// of the user and all its other items.
    /// </summary>
    Dm,
}
