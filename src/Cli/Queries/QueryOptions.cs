using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Cli.Queries;

/// <summary>Options that several queries share.</summary>
internal static class QueryOptions
{
    public static Option<int> Count() => CliOption.Parsed<int>(
        "-k", "N", "Number of items to show [default: 10]", (string text, out int value, out string expected) =>
        {
            // A number too large for an int is told the limit; any other mistake the minimum alone.
            expected = text.Length > 0 && text.All(char.IsAsciiDigit) && text.Trim('0').Length > 0
                ? $"a whole number from 1 to {int.MaxValue}" : "a whole number of at least 1";
            return OptionValue.Whole(1, int.MaxValue).TryRead(text, out value);
        }).WithDefault(10);

    public static Option<string[]> Exclude()
        => CliOption.Several("--exclude", "ID,", "Items to exclude, separated by commas; @FILE reads them from a file, one per line");

    public static Option<bool> Exact() => CliOption.Flag("--exact", "Compare with every item instead of searching the graph of the index");

    public static Option<int> Ef()
        => CliOption.Whole(
            "--ef", "Candidates that a graph search keeps; more raise recall and query time [default: set when the index was built]", 1,
            IndexOptions.MaxEf)
            .WithDefault(0);

    public static Option<string[]> Where()
        => CliOption.Several(
            "--where",
            "CONDITION",
            "Only items whose attributes match a condition, such as category=books, category=books|films, "
                + "brand!=acme or price=10..20; may be repeated");

    public static Option<double[]> HistoryWeights()
        => CliOption.Parsed<double[]>(
            "--history-weights", "X,", "A weight for each item of --history, such as 0.5,1, besides that of its place [default: 1 each]",
            (string text, out double[] value, out string expected) =>
            {
                expected = "positive numbers separated by commas, one for each item of --history";
                string[] parts = text.Split(',');
                value = Array.ConvertAll(parts, part => OptionValue.TryReadNumber(part, out double weight) ? weight : double.NaN);
                return Array.TrueForAll(value, weight => weight > 0);
            }).WithDefault([]);

    /// <summary>The weight of popularity, for every command that scores next items.</summary>
    public static Option<double> Beta(string help)
    {
        double weight = new RecommendOptions().PopularityWeight;
        return Beta<double>($"{help} [default: {Readable.Exact(weight)}]", value => value).WithDefault(weight);
    }

    /// <summary>The weight of popularity, for a command that chooses it where none is given.</summary>
    public static Option<double?> ChosenBeta(string help) => Beta<double?>(help, value => value);

    private static Option<T> Beta<T>(string help, Func<double, T> of)
        => CliOption.Parsed<T>("--beta", "X", help, (string text, out T value, out string expected) =>
        {
            expected = $"a number from 0 to {RecommendOptions.MaxPopularityWeight}";
            bool isNumber = OptionValue.TryReadNumber(text, out double weight);
            value = of(weight);
            return isNumber && weight is >= 0 and <= RecommendOptions.MaxPopularityWeight;
        });

    /// <summary>Whether a query asks the graph, if there is one, rather than compare with every item.</summary>
    public static bool IsThroughGraph(bool exact, string[]? where, int count)
    {
        const int few = 1000;
        return !exact && where is not { Length: > 0 } && count <= few;
    }

    /// <summary>The items that match all conditions, or null if there are none.</summary>
    public static ItemFilter? Filter(string[]? conditions, ItemIndex index)
        => (conditions ?? []).Select(condition => ItemFilter.Where(index.Vectors, condition))
            .Aggregate((ItemFilter?)null, (all, one) => all?.And(one) ?? one);

    /// <summary>Says why nothing can be found, if a filter lets nothing pass.</summary>
    public static string? WarnIfEmpty(CliContext context, ItemFilter? filter)
    {
        if (filter?.EmptyReason is string reason) context.Warn(reason);
        return filter?.EmptyReason;
    }

    /// <summary>The items of --exclude.</summary>
    /// <exception cref="Item2VecException">A file of them cannot be read (<see cref="ErrorCode.InputMissing"/>).</exception>
    public static string[] Excluded(string[]? values, Vocabulary vocabulary)
        => [.. (values ?? []).SelectMany(value => IsFile(value, vocabulary) ? Lines(value[1..]) : ItemList.Read([value], vocabulary))];

    private static bool IsFile(string value, Vocabulary vocabulary)
        => value.Length > 1 && value[0] == '@' && !vocabulary.TryGetRow(value, out _);

    private static IEnumerable<string> Lines(string path)
    {
        const int maxBytes = 1 << 28;
        try
        {
            return RegularFile.ReadLines(path, maxBytes).Where(line => line.Length > 0);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"--exclude @{path}: cannot be read: {problem.Message}", "@FILE names a file with one id per line", ErrorCode.InputMissing,
                problem);
        }
    }
}

/// <summary>Options of queries by metadata values.</summary>
internal static class MetadataQueryOptions
{
    public static Option<string[]> Metadata() => CliOption.Several(
        "--metadata",
        "COLUMN=VALUE,",
        "Metadata instead of an item, such as brand=Acme: a category, or several values of an item that is not in the model");

    public static Option<bool> WithEvents()
        => CliOption.Flag("--with-events", "As --cold exclude");

    /// <summary>What becomes of items without events.</summary>
    public static Option<string> Cold() => CliOption.Choice(
        "--cold",
        "Items without events, placed by train --cold-items or --content: exclude them, mix them with the others, or show only them "
            + "[default: mix]", "exclude", "mix", "only").WithDefault("mix");

    public static ColdItems Read(string cold) => Enum.Parse<ColdItems>(cold, ignoreCase: true);

    /// <summary>The filter with --with-events applied.</summary>
    public static ItemFilter? Filter(CliContext context, Option<bool> withEvents, ItemFilter? filter, ItemVectors vectors)
        => !context.Value(withEvents) || vectors.ColdItems == 0
            ? filter
            : filter?.And(ItemFilter.WithEvents(vectors)) ?? ItemFilter.WithEvents(vectors);

    /// <summary>The values of --metadata; a value may itself contain commas.</summary>
    public static string[] Read(string[] given, ItemVectors vectors) => ItemList.Read(given, MetadataQuery.MetadataOf(vectors).Vocabulary);

    /// <summary>Answers a query by values, which are excluded from their own neighbors.</summary>
    public static Answer Query(ItemIndex index, string[] given, ItemIndex candidates, int count, SearchOptions search)
    {
        string[] values = Read(given, index.Vectors);
        float[] vector = MetadataQuery.Of(index.Vectors, values).Vector();
        if (candidates == index.Metadata) search = search with { Exclude = [.. search.Exclude, .. values] };
        return new Answer(values, candidates.Nearest(vector, count, search)) { IsList = true };
    }
}

/// <summary>The subject of a query: items, users of a model that has them, or another option of the command.</summary>
internal sealed class SubjectOptions
{
    private readonly Option<string[]> items = CliOption.Several(
        "--item", "ID",
        $"The item, or {ItemNames.Help}; several give a list each; '-' reads them from standard input, one per line", "-i");
    private readonly Option<string[]> users = CliOption.Several(
        "--user", "ID", "A user instead of an item, in a model that has users; several as for --item");

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
        if (ItemNames.IsTitle(value) || !value.Contains(',', StringComparison.Ordinal)) return [value];
        if (vocabulary.TryGetRow(value, out _)) return [value];
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
