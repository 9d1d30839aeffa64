using Item2Vec.Embeddings;

namespace Item2Vec.Cli;

/// <summary>Files of content: encoders and vectors.</summary>
internal static class ContentFile
{
    /// <summary>Checks that a file can be written before the work whose result goes there.</summary>
    public static void EnsureWritable(string path)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path)) throw new Item2VecException($"{path}: is a directory; a file to write was expected", "name a file", ErrorCode.CannotWrite);
        if (!Directory.Exists(directory)) throw new Item2VecException($"{path}: cannot be written: its directory does not exist", "make it, or choose another path", ErrorCode.CannotWrite);
    }
}
