namespace Item2Vec.Embeddings.Vectors.Files;

/// <summary>The nouns and hints in errors about a file of sections.</summary>
/// <param name="Name">In a sentence: "the {Name} is damaged".</param>
/// <param name="FullName">To distinguish kinds of files: "not a {FullName}".</param>
/// <param name="WhenDamaged">The hint if the file is damaged.</param>
/// <param name="WhenOther">The hint if it is another kind of file.</param>
internal sealed record FileWords(string Name, string FullName, string WhenDamaged, string? WhenOther)
{
    public static readonly FileWords Vectors = new(
        "file of vectors", "file of vectors (.i2v)", "copy the file again, or train the model again",
        "files of other formats are read with: VectorFormats.Find");

    public static readonly FileWords Checkpoint = new(
        "checkpoint", "checkpoint of a training", "delete it to train from the start", "delete it, or write to another directory, to train from the start");
}
