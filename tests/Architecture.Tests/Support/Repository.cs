using System.Diagnostics;

namespace Item2Vec.Architecture.Tests;

/// <summary>The files of the repository: what git knows or would add, so that build output and editors' files do not count.</summary>
internal static class Repository
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);
    private static readonly Lazy<string[]> LazyFiles = new(ListFiles);

    public static string Root => LazyRoot.Value;

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files => LazyFiles.Value;

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    /// <summary>Whether git tracks the file; true for everything where there is no git, as in an unpacked archive.</summary>
    public static bool IsTracked(string path)
        => Git("ls-files --error-unmatch -- " + path) is not null || !Path.Exists(Path.Combine(Root, ".git"));

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Item2Vec.sln"))) return directory.FullName;
        throw new InvalidOperationException($"Item2Vec.sln is in no directory above {AppContext.BaseDirectory}.");
    }

    private static string[] ListFiles()
    {
        string? listed = Git("ls-files --cached --others --exclude-standard");
        IEnumerable<string> files = listed is not null
            ? listed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));
        string[] built = ["artifacts", "bin", "obj", ".git"];
        return [.. files.Where(file => !file.Split('/').Any(built.Contains) && File.Exists(Path.Combine(Root, file)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What git prints, or null when it fails or is not there.</summary>
    private static string? Git(string arguments)
    {
        try
        {
            ProcessStartInfo start = new("git", $"-c safe.directory=* -c core.quotepath=false {arguments}")
            {
                WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            using Process git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
