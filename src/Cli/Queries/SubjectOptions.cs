using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli.Queries;

/// <summary>The subject of a query: items, users of a model that has them, or another option of the command.</summary>
internal sealed class SubjectOptions
{
    private readonly Option<string[]> items = CliOption.Several("--item", "ID", "The item; several give a list each; '-' reads them from standard input, one per line", "-i");
    private readonly Option<string[]> users = CliOption.Several("--user", "ID", "A user instead of an item, in a model that has users; several as for --item");

    /// <param name="command">The command.</param>
    /// <param name="instead">Options that may replace both.</param>
    public SubjectOptions(Command command, params Option[] instead)
    {
        Option[] all = [items, users, .. instead];
        foreach (Option option in all) command.Add(option);
        command.Validators.Add(result =>
        {
            Option[] given = [.. all.Where(option => result.GetResult(option) is not null)];
            if (given.Length == 0) result.AddError("Option '--item' is required.");
            if (given.Length > 1) result.AddError($"{given[0].Name} and {given[1].Name} are two questions: give one of them");
        });
    }

    public Subjects From(CliContext context)
    {
        bool areUsers = context.Value(users) is { Length: > 0 };
        (string[] ids, bool several) = ItemList.FromOptionOrInput(context.Value(areUsers ? users : items), context.Streams.Input);
        return new Subjects(ids, several, areUsers ? RowKind.Users : RowKind.Items);
    }
}

/// <summary>The subject of a query.</summary>
/// <param name="Ids">The items or users.</param>
/// <param name="Several">Whether the answer is a list of answers.</param>
/// <param name="Kind">Items or users.</param>
internal sealed record Subjects(string[] Ids, bool Several, RowKind Kind);

/// <summary>Items as given in options: a value may hold several, separated by commas, unless the whole value is an item itself.</summary>
internal static class ItemList
{
    public static string[] Read(string[]? values, Vocabulary vocabulary)
        => [.. (values ?? []).SelectMany(value => Split(value, vocabulary))];

    private static IEnumerable<string> Split(string value, Vocabulary vocabulary)
    {
        if (!value.Contains(',', StringComparison.Ordinal) || vocabulary.TryGetRow(value, out _)) return [value];
        return value.Split(',').Select(part => vocabulary.TryGetRow(part, out _) ? part : part.Trim()).Where(part => part.Length > 0);
    }

    /// <summary>The items of --item, where '-' alone reads them from standard input, one per line.</summary>
    public static (string[] Items, bool Several) FromOptionOrInput(string[] values, Stream standardInput)
    {
        if (values is not ["-"]) return (values, values.Length > 1);
        using StreamReader input = new(standardInput);
        List<string> items = [];
        while (input.ReadLine() is string line)
            if (line.Length > 0) items.Add(line);
        return ([.. items], true);
    }
}
