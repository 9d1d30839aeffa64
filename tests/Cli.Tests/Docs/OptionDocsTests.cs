using System.Text;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Cli.Tests.Docs;

/// <summary>docs/cli.md lists the options of a training as they are declared.</summary>
public sealed class OptionDocsTests
{
    private const string Update = "ITEM2VEC_UPDATE_DOCS";
    private const string Begin = "<!-- options of a training:", End = "<!-- end of the options of a training -->";
    private static readonly string Document = Path.Combine(Tool.Repository, "docs", "cli.md");

    [Fact]
    public void The_options_of_a_training_in_the_documents_are_those_of_the_table()
    {
        string text = File.ReadAllText(Document);
        int from = text.IndexOf('\n', text.IndexOf(Begin, StringComparison.Ordinal)) + 1;
        int to = text.IndexOf(End, StringComparison.Ordinal);
        string expected = Markdown(VariantRegistry.BuiltIn.Options);
        if (text[from..to] == expected) return;
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(Document, text[..from] + expected + text[to..]);
            return;
        }

        Assert.Fail(
            "docs/cli.md does not list the options of a training as they are declared. To write it anew: "
            + $"{Update}=1 dotnet test tests/Cli.Tests --filter {nameof(OptionDocsTests)}\n"
            + $"Expected:\n{expected}\nFound:\n{text[from..to]}");
    }

    private static string Markdown(TrainingOptionTable table)
    {
        StringBuilder text = new();
        text.Append("| option | value | default | meaning |\n|---|---|---|---|\n");
        foreach (TrainingOption option in Seen(OptionVisibility.Common, OptionVisibility.Advanced)) Append($"--{option.Key}", option);
        text.Append("\nRarely used options are read from `--config` only:\n\n");
        text.Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (TrainingOption option in Seen(OptionVisibility.ConfigOnly)) Append(option.Key, option);
        return text.Append('\n').ToString();

        IEnumerable<TrainingOption> Seen(params OptionVisibility[] where) => table.All.Where(option => where.Contains(option.Visibility));

        void Append(string name, TrainingOption option)
        {
            string variant = option.Variant is string owner ? $"`{owner}`: " : string.Empty;
            bool isListed = option.Kind is OptionKind.Choice or OptionKind.Switch;
            string value = isListed ? option.Syntax.Replace("|", ", ", StringComparison.Ordinal) : option.Expected;
            text.Append($"| `{name}` | {Cell(value)} | {Cell(option.Default)} | {variant}{Cell(option.Help)} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
