using System.Reflection.Metadata;

namespace Item2Vec.Architecture.Tests;

/// <summary>
/// Data flows one way: Data reads sessions, Embeddings learns vectors, Index answers, Evaluation judges the answers, Service and Cli serve
/// people.
/// </summary>
public class ReferenceTests
{
    private const string Arrows = "Embeddings references nothing; Index, Data and Content reference Embeddings; "
        + "Evaluation, Maps, VectorData and Service reference Index, Service also Maps; Cli references all but VectorData";

    /// <summary>The packages, and the assemblies of others that come with them.</summary>
    private static readonly string[] OpenTelemetry =
    [
        "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Exporter.Prometheus.AspNetCore", "OpenTelemetry.Extensions.Hosting",
        "OpenTelemetry", "OpenTelemetry.Api", "OpenTelemetry.Api.ProviderBuilderExtensions",
    ];

    /// <summary>The projects a project may reference, and the packages.</summary>
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["Embeddings"] = ([], []),
        ["Index"] = (["Embeddings"], []),
        ["Evaluation"] = (["Index", "Embeddings"], []),
        ["Maps"] = (["Index", "Embeddings"], []),
        ["Data"] = (["Embeddings"], ["DuckDB.NET.Bindings.Full", "Parquet.Net"]),
        ["Content"] = (
            ["Embeddings"],
            ["Microsoft.ML.OnnxRuntime", "Microsoft.ML.Tokenizers", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies"]),
        ["VectorData"] = (["Index", "Embeddings"], ["Microsoft.Extensions.VectorData.Abstractions"]),
        ["Service"] = (["Index", "Embeddings", "Maps"], ["Microsoft.Extensions.AI.Abstractions"]),
        ["Cli"] = (
            ["Content", "Data", "Embeddings", "Evaluation", "Index", "Maps", "Service"],
            ["Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine", .. OpenTelemetry]),
    };

    /// <summary>The assemblies of packages that have another name.</summary>
    private static readonly Dictionary<string, string> PackageOf = new()
    {
        ["DuckDB.NET.Bindings"] = "DuckDB.NET.Bindings.Full",
        ["Parquet"] = "Parquet.Net",
    };

    private static IEnumerable<SourceProject> Placed => SourceProject.OfSource.Where(project => Allowed.ContainsKey(project.Name));

    [Fact]
    public void Every_project_of_src_has_its_place_in_the_design()
        => Rule.Holds(
            "src holds the projects of the design, one a folder",
            "Put the code into one of them, or add the project with its arrows to ReferenceTests.Allowed.",
            SourceProject.OfSource.Except(Placed).Select(project => project.Path));

    [Fact]
    public void Project_files_keep_the_arrows()
        => Rule.Holds(Arrows, "Move the code to where the reference is allowed, or pass what is needed as an argument.",
            from project in Placed
            from reference in project.References
            where !Allowed[project.Name].Projects.Contains(reference)
            select $"{project.Path}, which references {reference}");

    [Fact]
    public void Project_files_reference_only_the_packages_that_are_theirs()
        => Rule.Holds(
            "Embeddings, Index, Evaluation and Maps are pure C#, and every package of the others is listed",
            "Do without it, or add it to ReferenceTests.Allowed and docs/dependencies.md.",
            from project in Placed
            from package in project.Packages
            where !Allowed[project.Name].Packages.Contains(package)
            select $"{project.Path}, which references the package {package}");

    [Fact]
    public void Built_assemblies_keep_the_arrows()
    {
        Dictionary<string, string> folders = SourceProject.OfSource.ToDictionary(project => project.AssemblyName, project => project.Name);
        Rule.Holds(
            Arrows + ", also in the built assemblies",
            "See which type brings the reference in: a shared file, a transitive package or a project reference.",
            from project in Placed
            let allowed = Allowed[project.Name]
            from reference in project.Built(References)
            where !IsFramework(reference) && !allowed.Packages.Contains(PackageOf.GetValueOrDefault(reference, reference))
            where !folders.TryGetValue(reference, out string? folder) || !allowed.Projects.Contains(folder)
            select $"{project.AssemblyName}.dll, which references {reference}");
    }

    [Fact]
    public void The_core_references_the_framework_alone()
        => Rule.Holds(
            "Embeddings and everything it needs is System.*", "Embeddings must work wherever .NET runs, without a package or native code.",
            SourceProject.OfSource.Single(project => project.Name == "Embeddings").Built(References)
                .Where(reference => !reference.StartsWith("System.", StringComparison.Ordinal))
                .Select(reference => $"a reference to {reference}"));

    [Fact]
    public void What_serves_nothing_loads_no_OpenTelemetry()
        => Rule.Holds(
            "OpenTelemetry is named in src/Cli/Serve alone",
            "A host chooses its telemetry; a command that answers once must not wait for it.",
            from file in SourceFile.Under("src")
            where file.Text.Contains("using OpenTelemetry", StringComparison.Ordinal)
                && !file.Path.StartsWith("src/Cli/Serve/", StringComparison.Ordinal)
            select file.Path);

    private static string[] References(MetadataReader reader)
        => [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];

    private static bool IsFramework(string assembly)
        => File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, assembly + ".dll"))
            || $"{assembly}.".StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            || assembly == "System.Threading.RateLimiting"
            || assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);
}
