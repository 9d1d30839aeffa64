using System.Text;
using System.Text.RegularExpressions;

namespace Item2Vec.Cli.Tests.Docs;

/// <summary>A command line of the tool in a document: its words as a shell would read them, and where it stands.</summary>
internal sealed record DocCommand(int Line, string[] Args, string? OutputFile, string Text);

/// <summary>
/// Finds the lines <c>$ item2vec ...</c> in the console blocks of a document, but for blocks under a comment <c>not run: reason</c>.
/// </summary>
internal static partial class ConsoleBlocks
{
    public static List<DocCommand> Commands(string markdown)
    {
        List<DocCommand> commands = [];
        string[] lines = markdown.Split('\n');
        bool inConsole = false;
        bool inOther = false;
        bool skipped = false;
        for (int at = 0; at < lines.Length; at++)
        {
            string line = lines[at].TrimEnd();
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                bool opens = !inConsole && !inOther;
                inConsole = opens && line.Trim() == "```console";
                inOther = opens && !inConsole;
                if (opens) skipped = IsMarkedBefore(lines, at);
            }
            else if (inConsole && !skipped)
            {
                string text = line;
                int start = at;
                while (text.EndsWith('\\') && at + 1 < lines.Length) text = text[..^1] + lines[++at].Trim();
                if (!text.TrimStart().StartsWith("$ ", StringComparison.Ordinal)) continue;
                foreach (string part in text.TrimStart()[2..].Split(" && "))
                    if (Call().Match(part) is { Success: true } match) commands.Add(Parse(start + 1, match.Groups["rest"].Value));
            }
        }

        return commands;
    }

    private static bool IsMarkedBefore(string[] lines, int fence)
    {
        for (int at = fence - 1; at >= 0; at--)
        {
            if (lines[at].Trim().Length > 0) return lines[at].TrimStart().StartsWith("<!-- not run:", StringComparison.Ordinal);
        }

        return false;
    }

    /// <summary>
    /// Splits at blanks outside quotation marks; '> file' takes the output, '| ...' and '# ...' end the command; calls joined by an
    /// and-list have been split before.
    /// </summary>
    private static DocCommand Parse(int line, string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool any = false;
        char quote = '\0';
        foreach (char c in text + " ")
        {
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && c is '\'' or '"') (quote, any) = (c, true);
            else if (quote != '\0' || !char.IsWhiteSpace(c)) (_, any) = (word.Append(c), true);
            else if (any)
            {
                words.Add(word.ToString());
                word.Clear();
                any = false;
            }
        }

        int end = words.FindIndex(w => w is "|" or "#" or ">");
        string? file = end >= 0 && words[end] == ">" ? words[end + 1] : null;
        return new DocCommand(line, [.. end < 0 ? words : words.Take(end)], file, text);
    }

    [GeneratedRegex(@"^(\./)?item2vec( (?<rest>.*))?$")]
    private static partial Regex Call();
}
