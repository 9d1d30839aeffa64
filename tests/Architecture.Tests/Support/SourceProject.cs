using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Item2Vec.Architecture.Tests;

/// <summary>A project: what its file says, and what was built from it.</summary>
internal sealed class SourceProject(string path)
{
    private readonly XDocument xml = XDocument.Parse(Repository.Read(path));

    /// <summary>Relative to the root, with forward slashes.</summary>
    public string Path => path;

    /// <summary>The name of its folder, as the design calls it.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path))!;

    public string AssemblyName => Property("AssemblyName") ?? System.IO.Path.GetFileNameWithoutExtension(path);

    public string RootNamespace => Property("RootNamespace") ?? System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>The folders of the projects it references.</summary>
    public IEnumerable<string> References => Includes("ProjectReference").Select(include => include.Replace('\\', '/').Split('/')[^2]);

    public IEnumerable<string> Packages => Includes("PackageReference");

    public static IReadOnlyList<SourceProject> All { get; } =
        [.. Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => new SourceProject(file))];

    public static IEnumerable<SourceProject> OfSource { get; } =
        All.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal)).ToArray();

    /// <summary>Reads the built assembly without loading it.</summary>
    public T Built<T>(Func<MetadataReader, T> read)
    {
        string file = System.IO.Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll");
        Assert.True(
            File.Exists(file), $"{AssemblyName}.dll was not built beside the tests. Reference {path} from tests/Architecture.Tests.");
        using PEReader image = new(File.OpenRead(file));
        return read(image.GetMetadataReader());
    }

    public string? Property(string name) => xml.Descendants(name).FirstOrDefault()?.Value;

    private IEnumerable<string> Includes(string element)
        => xml.Descendants(element).Select(item => item.Attribute("Include")?.Value ?? string.Empty);
}
