namespace Item2Vec.Cli.Tests;

/// <summary>A directory of its own for a test, removed afterward.</summary>
internal sealed class Workspace : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("item2vec-test-").FullName;

    public string this[string name] => Path.Combine(Directory, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public ToolResult Run(params string[] args) => Tool.Run(Directory, args);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
