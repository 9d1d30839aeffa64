using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Reports;

/// <summary>The option of commands that can write their results to a web page.</summary>
internal static class ReportOption
{
    private const string Name = "--report";

    /// <param name="what">What is written.</param>
    public static Option<string?> New(string what)
        => CliOption.Word(Name, "FILE", $"Also write {what} to a web page with plots: one self-contained file")!;

    /// <summary>The file to write, or null; checked to be writable before the work.</summary>
    /// <exception cref="Item2VecException">It cannot be written.</exception>
    public static string? Target(CliContext context, Option<string?> option)
    {
        string? path = context.Value(option);
        if (path is not null) AtomicFile.EnsureWritable(path);
        return path;
    }

    /// <summary>Writes a report if requested.</summary>
    public static void Write(CliContext context, string? path, Func<HtmlReport> make)
    {
        if (path is null) return;
        make().Write(path);
        context.WriteNote($"wrote {path}");
    }

    /// <summary>The command line that made a report, without the report's own name.</summary>
    public static string CommandOf(CliContext context)
    {
        List<string> words = ["item2vec"];
        bool isReport = false;
        foreach (string word in context.Parsed.Tokens.Select(token => token.Value))
        {
            if (word != Name && !isReport) words.Add(NextCommand.Quote(word));
            isReport = word == Name;
        }

        return string.Join(' ', words);
    }
}
