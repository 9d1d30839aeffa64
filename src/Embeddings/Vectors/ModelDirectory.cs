using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>
/// A model on disk: a directory with <c>model.json</c>, <c>run.json</c>, <c>items.i2v</c> and, in some models, <c>users.i2v</c>, which
/// appears and is replaced as a whole.
/// </summary>
/// <remarks>Thread-safe. Disposing it disposes <see cref="Vectors"/>.</remarks>
public sealed class ModelDirectory : IDisposable
{
    /// <summary>The file of item vectors inside a model directory.</summary>
    public const string VectorsFile = "items.i2v";

    private const string Extension = ".i2v";

    /// <summary>The file that describes the model.</summary>
    public const string InfoFile = ModelJson.InfoFile;

    /// <summary>The file of what differs from run to run.</summary>
    public const string RunFile = ModelJson.RunFile;

    private ModelDirectory(string path, ModelInfo info, ItemVectors vectors)
    {
        Path = path;
        Info = info;
        Vectors = vectors;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>The description of the model.</summary>
    public ModelInfo Info { get; }

    /// <summary>The vectors, mapped from <c>items.i2v</c>.</summary>
    public ItemVectors Vectors { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="verify">Whether to read all data and compare it with its checksums; without it a file's structure is checked.</param>
    /// <exception cref="Item2VecException">There is no such model, or it is damaged, or a newer version wrote it.</exception>
    public static ModelDirectory Open(string directory, bool verify = false) => DuringSwaps(directory, found =>
    {
        ModelInfo info = ModelJson.Read(found);
        ItemVectors vectors = OpenAll(found, info.Files, verify);
        return new ModelDirectory(directory, info, vectors);
    });

    /// <summary>Writes a model next to <paramref name="directory"/> and moves it into place; an existing model is replaced.</summary>
    /// <param name="directory">The directory: a model, empty, or not there yet.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="info">The origin of the vectors, or null. Only <see cref="ModelInfo.Data"/> and <see cref="ModelInfo.Run"/> are
    /// used.</param>
    /// <exception cref="Item2VecException">The directory cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void Save(string directory, ItemVectors vectors, ModelInfo? info = null) => SaveWith(directory, vectors, info, null);

    /// <inheritdoc cref="Save"/>
    /// <param name="directory">The directory: a model, empty, or not there yet.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="info">The origin of the vectors, or null.</param>
    /// <param name="cancellationToken">Stops the writing; a model that was there stays as it is.</param>
    public static Task SaveAsync(
        string directory, ItemVectors vectors, ModelInfo? info = null, CancellationToken cancellationToken = default)
        => SaveWithAsync(directory, vectors, info, null, cancellationToken);

    /// <summary>As <see cref="SaveAsync"/>, with more sections in the file of vectors.</summary>
    internal static async Task SaveWithAsync(
        string directory, ItemVectors vectors, ModelInfo? info, Action<SectionFileWriter>? addSections, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        string target = Guarded(directory, DirectorySwap.Normalize);
        CheckReplaceable(target);
        try
        {
            await DirectorySwap.WriteAsync(target, InfoFile, OwnFiles, temporary => WriteIntoAsync(
                temporary, vectors, info ?? new ModelInfo(), addSections, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(target, error);
        }
    }

    /// <summary>As <see cref="Save"/>, with more sections in the file of vectors.</summary>
    internal static void SaveWith(string directory, ItemVectors vectors, ModelInfo? info, Action<SectionFileWriter>? addSections)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        string target = Guarded(directory, DirectorySwap.Normalize);
        CheckReplaceable(target);
        Guarded(target, path =>
        {
            DirectorySwap.Write(path, InfoFile, OwnFiles, temporary => WriteInto(temporary, vectors, info ?? new ModelInfo(), addSections));
            return path;
        });
    }

    /// <summary>Checks that <see cref="Save"/> will be able to write, before the work whose result is to be saved.</summary>
    /// <exception cref="Item2VecException">The directory cannot be written, or is not a model
    /// (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public static void EnsureWritable(string directory)
    {
        string target = Guarded(directory, DirectorySwap.Normalize);
        CheckReplaceable(target);
        Guarded(target, path =>
        {
            string parent = DirectorySwap.Parent(path);
            while (!Directory.Exists(parent) && !File.Exists(parent)) parent = DirectorySwap.Parent(parent);
            AtomicFile.Probe(System.IO.Path.Combine(parent, System.IO.Path.GetFileName(path)));
            return path;
        });
    }

    /// <summary>Whether a directory holds a model: whether it has a <c>model.json</c>.</summary>
    public static bool Exists(string directory) => File.Exists(System.IO.Path.Combine(directory, InfoFile));

    /// <summary>The checkpoint path of a training that writes this model: the file <c>DIR.checkpoint</c> next to the directory.</summary>
    /// <param name="directory">The model's directory, existing or not.</param>
    public static string CheckpointPath(string directory) => Guarded(directory, path => DirectorySwap.Normalize(path) + ".checkpoint");

    /// <inheritdoc/>
    public void Dispose() => Vectors.Dispose();

    /// <summary>
    /// Opens the vectors of a model for queries only: of <c>model.json</c> just the checksums of the vector files are kept.
    /// </summary>
    internal static ItemVectors OpenVectors(string directory, bool verify) => DuringSwaps(directory, found =>
    {
        if (!Exists(found))
            throw new Item2VecException($"{found}: not a model: it has no {InfoFile}",
                "ModelDirectory.Save writes models", ErrorCode.InputMissing);
        return OpenAll(found, ModelJson.ReadFiles(found), verify);
    });

    /// <summary>What of the log of events beside it a model was trained on, or null. A single file of vectors does not say.</summary>
    internal static EventLogSpan? EventsOf(string directory)
        => Directory.Exists(directory)
            ? DuringSwaps(directory, found => EventLogSpan.Parse(ModelJson.Read(found).Data.GetValueOrDefault(EventLog.ModelKey)))
            : null;

    /// <summary>The vectors of the items alone, with the attributes that they were saved with.</summary>
    internal static ItemVectors OpenItems(string directory)
        => OpenSame(directory, VectorsFile, ModelJson.ReadFiles(directory), verify: false);

    /// <summary>Opens the vectors of the items; those of the other files on first use, or now if they are to be verified.</summary>
    private static ItemVectors OpenAll(string directory, IReadOnlyDictionary<string, ModelFile> files, bool verify)
    {
        ItemVectors vectors = AttributesFile.Over(OpenSame(directory, VectorsFile, files, verify), directory);
        foreach (string name in CompanionVectors.Known.Where(name => files.ContainsKey(name + Extension)))
            vectors.Companions.Add(name, () => OpenCompanion(directory, name + Extension, files, verify, vectors.Dimensions));
        if (!verify) return vectors;
        foreach (string name in vectors.Companions.Names) _ = vectors.Companions[name];
        return vectors;
    }

    /// <summary>
    /// Opens a part of a model; if another process replaces the model at this moment, its files do not match, and a retry finds the new
    /// one.
    /// </summary>
    private static T DuringSwaps<T>(string directory, Func<string, T> open)
    {
        const int tries = 3, triesWhileReplaced = 200;
        for (int attempt = 1; ; attempt++)
        {
            string before = InfoText(directory);
            try
            {
                return open(Find(directory));
            }
            catch (Item2VecException) when (attempt < tries || (attempt < triesWhileReplaced && InfoText(directory) != before))
            {
                Thread.Sleep(5);
            }
        }
    }

    /// <summary>The text of <c>model.json</c>, which differs between saves; empty if it cannot be read.</summary>
    private static string InfoText(string directory)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.ReadAll(System.IO.Path.Combine(directory, InfoFile), ModelJson.MaxBytes));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    private static string Find(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (File.Exists(directory))
            throw new Item2VecException($"{directory}: is a file, a model directory was expected", code: ErrorCode.InputMissing);
        return DirectorySwap.Find(DirectorySwap.Normalize(directory), InfoFile)
            ?? throw new Item2VecException($"{directory}: no such model", "train one with: ItemTrainer.Train", ErrorCode.InputMissing);
    }

    private static void WriteInto(string directory, ItemVectors vectors, ModelInfo info, Action<SectionFileWriter>? addSections)
    {
        string path = System.IO.Path.Combine(directory, VectorsFile);
        VectorFile.Write(path, vectors, addSections);
        Dictionary<string, ModelFile> files = new() { [VectorsFile] = VectorFile.Describe(path) };
        foreach (string name in vectors.Companions.Names)
        {
            string companion = System.IO.Path.Combine(directory, name + Extension);
            VectorFile.Write(companion, vectors.Companions[name]!);
            files[name + Extension] = VectorFile.Describe(companion);
        }

        ModelJson.Write(directory, Described(vectors, info, files));
    }

    private static async Task WriteIntoAsync(
        string directory, ItemVectors vectors, ModelInfo info, Action<SectionFileWriter>? addSections, CancellationToken cancellationToken)
    {
        Dictionary<string, ModelFile> files = [];
        await WriteFileAsync(VectorsFile, vectors, addSections).ConfigureAwait(false);
        foreach (string name in vectors.Companions.Names)
            await WriteFileAsync(name + Extension, vectors.Companions[name]!, null).ConfigureAwait(false);
        ModelJson.Write(directory, Described(vectors, info, files));

        async Task WriteFileAsync(string name, ItemVectors part, Action<SectionFileWriter>? sections)
        {
            string path = System.IO.Path.Combine(directory, name);
            await VectorFile.WriteAsync(path, part, sections, cancellationToken).ConfigureAwait(false);
            files[name] = VectorFile.Describe(path);
        }
    }

    private static ModelInfo Described(ItemVectors vectors, ModelInfo info, Dictionary<string, ModelFile> files)
        => info with
        {
            FormatVersion = ModelInfo.CurrentFormatVersion,
            ToolVersion = ModelInfo.ThisToolVersion,
            Items = vectors.Count,
            Users = vectors.Users?.Count ?? 0,
            Dimensions = vectors.Dimensions,
            HasOutput = vectors.HasOutput,
            Training = vectors.Training is { TrainSeconds: 0 } opened && info.Training is not null
                ? opened with { TrainSeconds = info.Training.TrainSeconds } : vectors.Training,
            Files = files,
        };

    /// <summary>
    /// Opens a vector file, which must come from the same save as <c>model.json</c>. This is checked in the header, without reading data.
    /// </summary>
    private static ItemVectors OpenSame(string directory, string file, IReadOnlyDictionary<string, ModelFile> files, bool verify)
    {
        string path = System.IO.Path.Combine(directory, file);
        if (!File.Exists(path))
            throw new Item2VecException($"{directory}: the model is damaged: it has no {file}", "copy the model again, or train it again");
        ItemVectors vectors = ItemVectors.Open(path, verify);
        if (files.TryGetValue(file, out ModelFile? written) && written == VectorFile.Describe(vectors.File!)) return vectors;
        vectors.Dispose();
        throw new Item2VecException(
            $"{directory}: the model is damaged: {file} is not the file that {InfoFile} describes",
            "copy the model again, or train it again");
    }

    /// <summary>Opens vectors in the space of the items'.</summary>
    private static ItemVectors OpenCompanion(
        string directory, string file, IReadOnlyDictionary<string, ModelFile> files, bool verify, int dimensions)
    {
        ItemVectors vectors = OpenSame(directory, file, files, verify);
        if (vectors.Dimensions == dimensions) return vectors;
        int other = vectors.Dimensions;
        vectors.Dispose();
        throw new Item2VecException(
            $"{directory}: the model is damaged: {file} has vectors of {other} dimensions, {VectorsFile} of {dimensions}",
            "copy the model again, or train it again");
    }

    /// <summary>Only a model or an empty directory is replaced, and only the model's own files are deleted.</summary>
    private static void CheckReplaceable(string directory)
    {
        string? problem = null;
        if (File.Exists(directory)) problem = "is a file";
        else CheckFiles(directory);
        if (problem is null && DirectorySwap.IsMountPoint(directory)) problem = "is a mount point, which cannot be replaced";
        if (problem is not null) throw NotReplaceable(directory, problem);
    }

    /// <summary>Looks again where another process may be replacing the directory at this moment.</summary>
    private static void CheckFiles(string directory)
    {
        const int tries = 5;
        for (int attempt = 1; Directory.Exists(directory); attempt++)
        {
            try
            {
                _ = Guarded(directory, OwnFiles);
                return;
            }
            catch (Item2VecException) when (attempt < tries)
            {
                Thread.Sleep(5);
            }
        }
    }

    /// <summary>The files of an existing directory that were written as a model: what else is in it is its user's.</summary>
    /// <exception cref="Item2VecException">It is not a model, or the user's files have names that a model needs
    /// (<see cref="ErrorCode.CannotWrite"/>).</exception>
    private static IReadOnlyList<string> OwnFiles(string directory)
    {
        FileSystemInfo[] entries = [.. new DirectoryInfo(directory).EnumerateFileSystemInfos()];
        if (entries.Length == 0) return [];
        if (!Exists(directory)) throw NotReplaceable(directory, "exists and is not a model");
        HashSet<string>? listed = ModelJson.ListedFiles(directory);
        if (listed is null) throw NotReplaceable(directory, $"exists and is not a model: its {InfoFile} is not a model's");
        if (AttributesFile.IsIn(directory)) listed.Add(AttributesFile.Name);
        string[] names = [InfoFile, RunFile, VectorsFile, AttributesFile.Name, .. CompanionVectors.Known.Select(name => name + Extension)];
        FileSystemInfo[] own = [.. entries.Where(entry => names.Contains(entry.Name, StringComparer.Ordinal))];
        if (own.FirstOrDefault(entry => entry is not FileInfo || !IsOwn(entry.Name)) is FileSystemInfo other)
            throw NotReplaceable(directory, $"'{other.Name}' in it is not the model's, and a new model would need the name");
        return [.. own.Select(entry => entry.Name)];

        bool IsOwn(string name) => name is InfoFile or RunFile || listed.Contains(name);
    }

    private static Item2VecException NotReplaceable(string directory, string problem)
        => new($"{directory}: {problem}", "choose another directory for the model", ErrorCode.CannotWrite);

    internal static T Guarded<T>(string directory, Func<string, T> action)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        try
        {
            return action(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(directory, error);
        }
    }

    private static Item2VecException CannotWrite(string directory, Exception error) => new(
        $"{directory}: the model cannot be written: {error.Message}",
        "choose another directory, or check its rights and the space on the disk",
        ErrorCode.CannotWrite, error);
}
