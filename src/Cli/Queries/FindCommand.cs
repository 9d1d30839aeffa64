using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Titles;

namespace Item2Vec.Cli.Queries;

/// <summary>item2vec find: items by words of their titles.</summary>
internal sealed class FindCommand : CliCommand
{
    private readonly Argument<string[]> words;
    private readonly Option<int> count;
    private readonly Option<string> model;

    public FindCommand()
        : base("find", "Find items by words of their titles, or by id")
    {
        words = new Argument<string[]>("words")
        {
            HelpName = "WORD",
            Description = "Words, or their beginnings, in any order; case, accents and punctuation do not matter",
            Arity = ArgumentArity.OneOrMore,
        };
        Add(words);
        count = Added(QueryOptions.Count());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples
        => ["item2vec find \"neural networks\"", "item2vec similar --item \"title:neural networks\""];

    protected override int Run(CliContext context)
    {
        string text = string.Join(' ', context.Parsed.GetRequiredValue(words));
        using ItemIndex index = ModelOption.Open(context, model, throughGraph: true);
        TitleMatch[] found = new TitleSearch(index.Vectors).Find(text, context.Value(count));
        if (found.Length == 0)
        {
            context.WriteNote(index.Vectors.Attributes.TitleColumn is string column
                ? $"no {column} has words that begin so"
                : "the items have no titles, and no id has words that begin so: item2vec attributes set gives them titles");
        }

        context.Print(new FindReport(text, found));
        return ExitCode.Ok;
    }
}

/// <summary>The items found by their titles.</summary>
internal sealed class FindReport(string query, TitleMatch[] found) : IReport
{
    private static readonly TextColumn Item = new("item"), Count = new("events", IsNumber: true), Title = new("title");

    public IReadOnlyList<TextTable> ForPeople()
        => [new TextTable(
            [Item, Count, Title],
            [.. found.Select(match => (string[])[match.Item, Readable.Count(match.Count), match.Title ?? string.Empty])])];

    public TextTable ForTools() => new(
        [Item, Count, Title],
        [.. found.Select(match => (string[])
            [match.Item, match.Count.ToString(CultureInfo.InvariantCulture), match.Title ?? string.Empty])]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("query", query);
        json.WriteStartArray("results");
        foreach (TitleMatch match in found)
        {
            json.WriteStartObject();
            json.WriteString("item", match.Item);
            if (match.Title is not null) json.WriteString("title", match.Title);
            json.WriteNumber("count", match.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
