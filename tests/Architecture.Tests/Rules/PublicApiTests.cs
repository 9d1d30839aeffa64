using System.Reflection;
using PublicApiGenerator;

namespace Item2Vec.Architecture.Tests;

/// <summary>What others may rely on changes only on purpose: each library's public API is a file that a change of it shows in.</summary>
public class PublicApiTests
{
    private const string Folder = "tests/Architecture.Tests/PublicApi";

    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    public static TheoryData<string> Libraries =>
        [.. SourceProject.OfSource.Where(project => project.Name != "Cli").Select(project => project.AssemblyName)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_API_is_the_approved_one(string assembly)
    {
        string approved = $"{Folder}/{assembly}.txt";
        string api = Assembly.Load(assembly).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        string[] expected = Repository.Exists(approved) ? Repository.Read(approved).ReplaceLineEndings("\n").Split('\n') : [];
        string[] actual = api.Split('\n');
        if (expected.SequenceEqual(actual)) return;
        string received = Path.Combine(AppContext.BaseDirectory, $"{assembly}.txt");
        File.WriteAllText(received, api);
        Rule.Holds(
            $"the public API of {assembly} is that of {approved}",
            $"Undo the change; or, where it is meant, copy {received} over the approved file.",
            actual.Except(expected).Select(line => $"+ {line.Trim()}").Concat(expected.Except(actual).Select(line => $"- {line.Trim()}"))
                .DefaultIfEmpty("another order of lines").Take(20));
    }
}
