using System.Text.Json;
using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>Every package that is shipped is listed with its license, which is one that asks for no more than its text.</summary>
public partial class LicenseTests
{
    private const string Document = "docs/dependencies.md";

    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

    [Fact]
    public void Every_package_is_listed_with_a_permissive_license()
    {
        Dictionary<string, string> listed = Listed();
        Dictionary<string, string> locked = Locked();
        Rule.Holds($"{Document} lists the license of each package of the projects in src", "Add a row to its table of licenses.",
            locked.Keys.Where(package => !listed.ContainsKey(package)));
        Rule.Holds($"{Document} lists no other packages", "Remove the row.", listed.Keys.Where(package => !locked.ContainsKey(package)));
        Rule.Holds($"licenses are {string.Join(", ", Permissive)}", "Take another package.",
            listed.Where(row => !Permissive.Contains(row.Value)).Select(row => $"{row.Key}: {row.Value}"));
    }

    [Fact]
    public void The_packages_say_the_same_of_themselves()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Dictionary<string, string> listed = Listed();
        Rule.Holds($"{Document} says of a license what the package does", "Correct the row.",
            from package in Locked()
            let name = package.Key.ToLowerInvariant()
            let file = Path.Combine(packages, name, package.Value, $"{name}.nuspec")
            where File.Exists(file)
            let own = Expression().Match(File.ReadAllText(file))
            where own.Success && own.Groups[1].Value != listed[package.Key]
            select $"{package.Key}: {listed[package.Key]}, and the package says {own.Groups[1].Value}");
    }

    private static Dictionary<string, string> Listed()
        => Row().Matches(Repository.Read(Document).Split("## Licenses")[1].Split("\n## ")[0])
            .Where(row => row.Groups[1].Value != "package").ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);

    /// <summary>The packages of all lock files in src, with those that others need, and their versions.</summary>
    private static Dictionary<string, string> Locked()
    {
        Dictionary<string, string> locked = [];
        foreach (string file in Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal)
            && file.EndsWith("packages.lock.json", StringComparison.Ordinal)))
        {
            using JsonDocument json = JsonDocument.Parse(Repository.Read(file));
            foreach (JsonProperty framework in json.RootElement.GetProperty("dependencies").EnumerateObject())
                foreach (JsonProperty package in framework.Value.EnumerateObject())
                    if (package.Value.TryGetProperty("resolved", out JsonElement version)) locked[package.Name] = version.GetString()!;
        }

        return locked;
    }

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\w.-]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("<license type=\"expression\">([^<]*)</license>")]
    private static partial Regex Expression();
}
