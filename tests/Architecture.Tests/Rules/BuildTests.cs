using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>A clone builds the same everywhere: all in the solution, all versions pinned, nothing from a private place.</summary>
public partial class BuildTests
{
    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("Item2Vec.sln").Replace('\\', '/');
        Rule.Holds("every project is in Item2Vec.sln, so that one command builds and tests all", "dotnet sln Item2Vec.sln add PROJECT",
            SourceProject.All.Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal))
                .Select(project => project.Path));
        Rule.Holds("the solution names projects that exist", "dotnet sln Item2Vec.sln remove PROJECT",
            SolutionEntry().Matches(solution).Select(match => match.Groups[1].Value).Where(path => !Repository.Exists(path)));
    }

    [Fact]
    public void Every_project_has_a_committed_lock_file()
        => Rule.Holds("versions of all packages are locked and committed", "Build, then git add the packages.lock.json beside the project.",
            SourceProject.All.Select(project => $"{Path.GetDirectoryName(project.Path)!.Replace('\\', '/')}/packages.lock.json")
                .Where(path => !Repository.IsTracked(path)));

    [Fact]
    public void Versions_stand_in_one_file()
        => Rule.Holds("versions stand in Directory.Packages.props only", "Move the version there.",
            Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
                .Where(file => PackageVersion().IsMatch(Repository.Read(file))));

    [Fact]
    public void The_changelog_begins_with_the_version_of_the_projects_and_the_formats_they_write()
    {
        string version = ProjectVersion().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;
        string newest = Repository.Read("CHANGELOG.md").Split("\n## ")[1];
        Assert.StartsWith(version, newest, StringComparison.Ordinal);
        Assert.Contains($"Models have format {Constant("src/Embeddings/Vectors/ModelInfo.cs", "CurrentFormatVersion")}", newest);
        Assert.Contains($"layout {Constant("src/Embeddings/Vectors/Files/FileHeader.cs", "CurrentVersion")}.", newest);

        static string Constant(string file, string name) => Repository.Read(file).Split($"const int {name} = ")[1].Split(';')[0];
    }

    [Fact]
    public void Every_project_in_src_is_packed()
        => Rule.Holds("every project in src is a package", "Add the project to Item2Vec.Packages.slnf.",
            SourceProject.All.Select(project => project.Path).Where(path => path.StartsWith("src/", StringComparison.Ordinal)
                && !Repository.Read("Item2Vec.Packages.slnf").Contains($"\"{path}\"", StringComparison.Ordinal)));

    [Fact]
    public void Lock_files_name_no_host()
        => Rule.Holds("a lock file names no host", "Lock again with a plain 'dotnet restore'.",
            from file in Repository.Files
            where Path.GetFileName(file) == "packages.lock.json"
            from host in Host().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value).Distinct()
            select $"{file}, which names {host}");

    [Fact]
    public void The_SDK_is_all_a_build_needs()
        => Rule.Holds("packages come from NuGet alone: the .NET SDK is all that a build and its tests need", "Take the package from NuGet.",
            Repository.Files.Where(file => Path.GetFileName(file) is "package.json" or "package-lock.json" or ".npmrc"));

    [Fact]
    public void No_registry_is_configured()
        => Rule.Holds("which registry serves packages is the user's setting, not the repository's", "Remove the setting.",
            from file in Repository.Files
            where Path.GetFileName(file).ToLowerInvariant() is "nuget.config"
            from line in Repository.Read(file).Split('\n')
            where line.Contains("://", StringComparison.Ordinal)
            select $"{file}: {line.Trim()}");

    [GeneratedRegex("""= "[^"]+", "([^"]+\.csproj)",""")]
    private static partial Regex SolutionEntry();

    [GeneratedRegex("<Version>([^<]+)</Version>")]
    private static partial Regex ProjectVersion();

    [GeneratedRegex(@"<PackageReference[^>]*\bVersion\s*=")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"""(?:resolved|source)""\s*:\s*""[a-z+]+://([^/""]+)")]
    private static partial Regex Host();
}
