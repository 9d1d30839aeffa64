using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Item2Vec.Cli.Tests.Packaging;

/// <summary>What the packages of the libraries hold and ask for.</summary>
[Collection(nameof(PackageFeed))]
public sealed class LibraryPackageTests(PackageFeed feed)
{
    [Fact]
    public void Each_library_has_its_docs_readme_icon_and_symbols()
    {
        Assert.Equal(8, feed.Libraries.Count);
        foreach (string project in feed.Libraries)
        {
            string id = Path.GetFileNameWithoutExtension(project);
            using ZipArchive package = feed.Open(id), symbols = feed.Open(id, "snupkg");
            XElement metadata = Metadata(package, id);
            Assert.Equal(("README.md", "icon.png", "MIT"), (Value("readme"), Value("icon"), Value("license")));
            Assert.Contains($"# {id}\n", Text(package, "README.md"), StringComparison.Ordinal);
            Assert.Equal("\u0089PNG", Encoding.Latin1.GetString(Bytes(package, "icon.png"), 0, 4));
            Assert.NotEqual(Inherited("Description"), Value("description"));
            Assert.NotEmpty(XDocument.Parse(Text(package, $"lib/net10.0/{id}.xml")).Descendants("member"));

            // Symbols are those of the assembly: both have the same id.
            using PEReader assembly = new(new MemoryStream(Bytes(package, $"lib/net10.0/{id}.dll")));
            using MetadataReaderProvider pdb = MetadataReaderProvider.FromPortablePdbStream(
                new MemoryStream(Bytes(symbols, $"lib/net10.0/{id}.pdb")));
            Assert.Equal(
                assembly.ReadCodeViewDebugDirectoryData(Debug(assembly, DebugDirectoryEntryType.CodeView)).Guid,
                new BlobContentId(pdb.GetMetadataReader().DebugMetadataHeader!.Id).Guid);

            string? Value(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
        }
    }

    [Fact]
    public void Dependencies_are_those_of_the_project_at_the_versions_it_was_built_with()
    {
        foreach (string project in feed.Libraries)
        {
            string id = Path.GetFileNameWithoutExtension(project);
            XElement[] items = [.. XDocument.Load(project).Descendants().Where(element => element.Attribute("Include") is not null)];
            Dictionary<string, string> locked = Locked(project);
            IEnumerable<(string, string)> expected = items.Where(item => item.Name == "PackageReference")
                .Select(item => item.Attribute("Include")!.Value).Select(name => (name, locked[name]))
                .Concat(items.Where(item => item.Name == "ProjectReference")
                    .Select(item => (Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value), PackageFeed.Version)));
            using ZipArchive package = feed.Open(id);
            Assert.Equal(
                expected.Order(),
                Metadata(package, id).Descendants().Where(element => element.Name.LocalName == "dependency")
                    .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value)).Order());
        }
    }

    [Fact]
    public void Nothing_names_a_folder_of_the_machine_so_that_every_clone_builds_the_same_bytes()
    {
        string[] ids = [.. feed.Libraries.Select(path => Path.GetFileNameWithoutExtension(path)!)];
        foreach (string id in (string[])[.. ids, "item2vec"])
        {
            using ZipArchive package = feed.Open(id), symbols = feed.Open(id, "snupkg");
            foreach (ZipArchiveEntry entry in package.Entries.Concat(symbols.Entries).Where(IsOurs))
            {
                byte[] bytes = Bytes(entry);
                foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
                    Assert.True(bytes.AsSpan().IndexOf(encoding.GetBytes(Tool.Repository)) < 0, $"{id}: {entry.FullName}");
            }
        }

        foreach (string id in ids)
        {
            using ZipArchive package = feed.Open(id), symbols = feed.Open(id, "snupkg");
            using PEReader assembly = new(new MemoryStream(Bytes(package, $"lib/net10.0/{id}.dll")));
            Assert.Equal(DebugDirectoryEntryType.Reproducible, Debug(assembly, DebugDirectoryEntryType.Reproducible).Type);
            using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(
                new MemoryStream(Bytes(symbols, $"lib/net10.0/{id}.pdb")));
            MetadataReader pdb = provider.GetMetadataReader();
            Assert.NotEmpty(pdb.Documents);
            Assert.All(pdb.Documents, document => Assert.StartsWith("/_", pdb.GetString(pdb.GetDocument(document).Name)));
        }

        bool IsOurs(ZipArchiveEntry entry) => entry.Name.StartsWith("Item2Vec.", StringComparison.OrdinalIgnoreCase)
            || Path.GetExtension(entry.Name) is ".nuspec" or ".md" or ".json";
    }

    private static DebugDirectoryEntry Debug(PEReader assembly, DebugDirectoryEntryType type)
        => assembly.ReadDebugDirectory().Single(entry => entry.Type == type);

    private static XElement Metadata(ZipArchive package, string id)
        => XDocument.Parse(Text(package, id + ".nuspec")).Root!.Elements().Single();

    private static string Inherited(string property)
        => XDocument.Load(Path.Combine(Tool.Repository, "Directory.Build.props")).Descendants(property).Single().Value;

    /// <summary>The version of each package that the project was built with.</summary>
    private static Dictionary<string, string> Locked(string project)
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
        return file.RootElement.GetProperty("dependencies").EnumerateObject().Single().Value.EnumerateObject()
            .Where(package => package.Value.TryGetProperty("resolved", out _))
            .ToDictionary(package => package.Name, package => package.Value.GetProperty("resolved").GetString()!);
    }

    private static string Text(ZipArchive package, string path) => Encoding.UTF8.GetString(Bytes(package, path)).TrimStart('\uFEFF');

    private static byte[] Bytes(ZipArchive package, string path)
        => Bytes(package.GetEntry(path) ?? throw new FileNotFoundException($"the package has no {path}"));

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using MemoryStream bytes = new();
        using Stream stream = entry.Open();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
