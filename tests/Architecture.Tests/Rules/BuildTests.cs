using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>A clone builds the same everywhere: all in the solution, all versions pinned, nothing from a private place.</summary>
public partial class BuildTests
{
    private static readonly string[] LockFiles = ["packages.lock.json", "package-lock.json"];

    /// <summary>Where npm fetches from unless it is told otherwise; NuGet's lock files name no host.</summary>
    private static readonly string[] PublicHosts = ["registry.npmjs.org"];

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("Item2Vec.sln").Replace('\\', '/');
        Rule.Holds("every project is in Item2Vec.sln, so that one command builds and tests all", "dotnet sln Item2Vec.sln add PROJECT",
            SourceProject.All.Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).Select(project => project.Path));
        Rule.Holds("the solution names projects that exist", "dotnet sln Item2Vec.sln remove PROJECT",
            SolutionEntry().Matches(solution).Select(match => match.Groups[1].Value).Where(path => !Repository.Exists(path)));
    }

    [Fact]
    public void Every_project_has_a_committed_lock_file()
        => Rule.Holds("versions of all packages are locked and committed", "Build, then git add the packages.lock.json beside the project.",
            SourceProject.All.Select(project => $"{Path.GetDirectoryName(project.Path)!.Replace('\\', '/')}/packages.lock.json").Where(path => !Repository.IsTracked(path)));

    [Fact]
    public void Versions_stand_in_one_file()
        => Rule.Holds("versions stand in Directory.Packages.props only", "Move the version there.",
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Where(file => PackageVersion().IsMatch(Repository.Read(file))));

    [Fact]
    public void Lock_files_name_public_hosts_only()
        => Rule.Holds("a lock file names no host but the public default", "Lock again with the default registry, or replace the host by it.",
            from file in Repository.Files
            where LockFiles.Contains(Path.GetFileName(file))
            from host in Host().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value).Distinct()
            where !PublicHosts.Contains(host)
            select $"{file}, which names {host}");

    [Fact]
    public void No_registry_is_configured()
        => Rule.Holds("which registry serves packages is the user's setting, not the repository's", "Remove the setting.",
            from file in Repository.Files
            where Path.GetFileName(file).ToLowerInvariant() is "nuget.config" or ".npmrc"
            from line in Repository.Read(file).Split('\n')
            where line.Contains("://", StringComparison.Ordinal)
            select $"{file}: {line.Trim()}");

    [GeneratedRegex("""= "[^"]+", "([^"]+\.csproj)",""")]
    private static partial Regex SolutionEntry();

    [GeneratedRegex(@"<PackageReference[^>]*\bVersion\s*=")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"""(?:resolved|source)""\s*:\s*""[a-z+]+://([^/""]+)")]
    private static partial Regex Host();
}
