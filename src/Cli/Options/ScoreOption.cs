using System.CommandLine;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Options;

/// <summary>How items are scored: next, similar or blend, the same words wherever a command asks.</summary>
internal static class ScoreOption
{
    /// <summary>Parses to the scores a name selects.</summary>
    /// <param name="help">What it is for.</param>
    /// <param name="absent">The value without it.</param>
    /// <param name="scores">The scores to choose from; null takes all of the library.</param>
    public static Option<ScoreMode[]> New(string help, ScoreMode[] absent, IReadOnlyList<ScoreMode>? scores = null)
    {
        string[] names = [.. (scores ?? ScoreMode.All).Select(score => score.Name)];
        return CliOption.Parsed<ScoreMode[]>(
            "--score", string.Join('|', names), help, (string text, out ScoreMode[] value, out string expected) =>
            {
                expected = $"one of {string.Join(", ", names)}";
                value = [.. (scores ?? ScoreMode.All).Where(score => score.Name == text)];
                return value.Length > 0;
            }).WithDefault(absent);
    }
}
