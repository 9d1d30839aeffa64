using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>Inside a project folders are layers: what stands low knows nothing of what stands above it.</summary>
public partial class LayerTests
{
    /// <summary>The length of the longest cycle of files in each project. A bound to lower, not to raise.</summary>
    private static readonly Dictionary<string, int> MaxCycle = new()
    {
        ["Embeddings"] = 6, ["Index"] = 10, ["Data"] = 3, ["Content"] = 4, ["Service"] = 0, ["Cli"] = 2, ["Evaluation"] = 4, ["Maps"] = 0,
        ["VectorData"] = 0,
    };

    public static TheoryData<string> Projects => [.. Layers.Of.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_folder_uses_only_those_below_it(string name)
    {
        SourceProject project = SourceProject.OfSource.Single(one => one.Name == name);
        Rule.Holds(
            $"the folders of src/{name}, lowest first, "
                + $"are {string.Join(", ", Layers.Of[name].Select(folder => folder.Length == 0 ? "the project's own" : folder))}; "
                + "a folder uses only itself and those before it",
            "Move the type down, pass what is needed as an argument, or turn the dependency around by an interface; "
                + "the order is in Layers.cs.",
            Layers.Violations(CodeGraph.Of(project), $"src/{name}", Layers.Of[name]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_cycle_of_files_is_longer_than_its_bound(string name)
    {
        SourceProject project = SourceProject.OfSource.Single(one => one.Name == name);
        Rule.Holds(
            $"at most {MaxCycle[name]} files of src/{name} depend on each other in a cycle",
            "Turn one of the new dependencies around; lower the bound in LayerTests.MaxCycle when a cycle gets shorter.",
            CodeGraph.Of(project).Cycles().Where(cycle => cycle.Count > MaxCycle[name])
                .Select(cycle => $"{cycle.Count} files: {string.Join(", ", cycle.Order())}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_is_a_layer(string name)
        => Rule.Holds(
            $"every folder of src/{name} has its place among the layers",
            "Find the folder where the file belongs, or add the folder to Layers.cs and docs/architecture.md.",
            SourceFile.Under($"src/{name}").Select(file => Folder(file, name)).Distinct().Except(Layers.Of[name])
                .Select(folder => $"src/{name}/{folder}"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_is_the_path_of_its_folder(string name)
    {
        SourceProject project = SourceProject.OfSource.Single(one => one.Name == name);
        Rule.Holds("a file's namespace is its project's followed by its folders", "Move the file, or correct the namespace.",
            from file in SourceFile.Under($"src/{name}")
            let folder = Folder(file, name)
            let expected = project.RootNamespace + (folder.Length > 0 ? "." + folder.Replace('/', '.') : string.Empty)
            from line in file.Code
            let declared = Namespace().Match(line)
            where declared.Success && declared.Groups[1].Value != expected
            select $"{file.Path}, which declares {declared.Groups[1].Value} and not {expected}");
    }

    [Fact]
    public void An_upward_use_is_reported_with_both_ends()
    {
        CodeGraph graph = CodeGraph.Of("Sample",
        [
            ("src/Sample/Low/Row.cs", "namespace Sample.Low; class Row { int top = Sample.High.Limits.Most; }"),
            ("src/Sample/High/Limits.cs", "namespace Sample.High; static class Limits { public const int Most = 3; }"),
            ("src/Sample/High/Table.cs", "namespace Sample.High; using Sample.Low; class Table { Row row = new(); }"),
        ], [typeof(object).Assembly.Location]);

        Assert.Equal(
            ["src/Sample/Low/Row.cs, which uses src/Sample/High/Limits.cs"], Layers.Violations(graph, "src/Sample", ["Low", "High"]));
    }

    private static string Folder(SourceFile file, string project)
        => Path.GetDirectoryName(file.Path[$"src/{project}/".Length..])!.Replace('\\', '/');

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)")]
    private static partial Regex Namespace();
}
