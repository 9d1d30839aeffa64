using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli;

/// <summary>Files of content: encoders and vectors.</summary>
internal static class ContentFile
{
    /// <summary>Checks that a file can be written before the work whose result goes there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">What the work reads, which it must not write over.</param>
    public static void EnsureWritable(string path, params IEnumerable<string?> inputs)
    {
        if (path == "-") throw new Item2VecException("vectors and encoders go to files, not to standard output", "name one with -o", ErrorCode.Usage);
        if (inputs.OfType<string>().FirstOrDefault(input => OutputGuard.RealPath(input) == OutputGuard.RealPath(path)) is string input)
            throw new Item2VecException($"{path}: is what is read ({input}) and would be written over", "name another file with -o", ErrorCode.Usage);
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path)) throw new Item2VecException($"{path}: is a directory; a file to write was expected", "name a file", ErrorCode.CannotWrite);
        if (!Directory.Exists(directory)) throw new Item2VecException($"{path}: cannot be written: its directory does not exist", "make it, or choose another path", ErrorCode.CannotWrite);
    }
}
