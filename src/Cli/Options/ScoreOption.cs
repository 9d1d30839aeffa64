using System.CommandLine;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Options;

/// <summary>How items are scored: next, similar or blend, the same words wherever a command asks.</summary>
internal static class ScoreOption
{
    /// <summary>Parses to the scores a name selects.</summary>
    /// <param name="help">What it is for.</param>
    /// <param name="absent">The value without it.</param>
    public static Option<ScoreMode[]> New(string help, ScoreMode[] absent)
        => CliOption.Parsed<ScoreMode[]>(
            "--score", string.Join('|', Scorers.Names), help, (string text, out ScoreMode[] value, out string expected) =>
        {
            expected = $"one of {string.Join(", ", Scorers.Names)}";
            bool isKnown = Scorers.TryParse(text, out ScoreMode score);
            value = [score];
            return isKnown;
        }).WithDefault(absent);
}
