namespace Item2Vec.Embeddings;

/// <summary>A model on disk: a directory with <c>model.json</c>, <c>run.json</c> and <c>items.i2v</c>, which appears and is replaced as a whole.</summary>
/// <remarks>Thread-safe. Disposing it disposes <see cref="Vectors"/>.</remarks>
public sealed class ModelDirectory : IDisposable
{
    /// <summary>The file of vectors inside a model directory.</summary>
    public const string VectorsFile = "items.i2v";

    /// <summary>The file that says what the model is.</summary>
    public const string InfoFile = "model.json";

    /// <summary>The file of what differs from run to run.</summary>
    public const string RunFile = "run.json";

    private ModelDirectory(string path, ModelInfo info, ItemVectors vectors)
    {
        Path = path;
        Info = info;
        Vectors = vectors;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>What the model is.</summary>
    public ModelInfo Info { get; }

    /// <summary>The vectors, mapped from <c>items.i2v</c>.</summary>
    public ItemVectors Vectors { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums; without it a file's structure is checked.</param>
    /// <exception cref="Item2VecException">There is no such model, or it is broken, or a newer version wrote it.</exception>
    public static ModelDirectory Open(string directory, bool verify = false) => throw new NotImplementedException();

    /// <summary>Writes a model beside <paramref name="directory"/> and moves it into place; a model that is there is replaced.</summary>
    /// <param name="directory">The directory: a model, empty, or not there yet.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="info">Where they come from; null says nothing. Only <see cref="ModelInfo.Data"/> and <see cref="ModelInfo.Run"/> are used.</param>
    /// <exception cref="Item2VecException">The directory cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void Save(string directory, ItemVectors vectors, ModelInfo? info = null) => throw new NotImplementedException();

    /// <summary>Checks that <see cref="Save"/> will be able to write, before the work whose result is to be saved.</summary>
    /// <exception cref="Item2VecException">The directory cannot be written, or is something else than a model (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void EnsureWritable(string directory) => throw new NotImplementedException();

    /// <summary>Whether there is a model in a directory: whether it has a <c>model.json</c>.</summary>
    public static bool Exists(string directory) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => Vectors.Dispose();
}
