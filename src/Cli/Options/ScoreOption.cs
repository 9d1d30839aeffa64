using System.CommandLine;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Options;

/// <summary>How items are scored: next, similar or blend, the same words wherever a command asks.</summary>
internal static class ScoreOption
{
    /// <summary>The option; its value are the scores that a word stands for.</summary>
    /// <param name="help">What it is for.</param>
    /// <param name="absent">The value without it.</param>
    /// <param name="old">Words of earlier versions, which are still read.</param>
    public static Option<ScoreMode[]> New(string help, ScoreMode[] absent, params (string Word, ScoreMode[] Scores)[] old)
    {
        return CliOption.Parsed<ScoreMode[]>("--score", string.Join('|', Scorers.Names), help, Read).WithDefault(absent);

        bool Read(string text, out ScoreMode[] value, out string expected)
        {
            expected = $"one of {string.Join(", ", Scorers.Names)}";
            bool isKnown = Scorers.TryParse(text, out ScoreMode score);
            value = isKnown ? [score] : old.FirstOrDefault(one => one.Word == text).Scores;
            return value is not null;
        }
    }
}
