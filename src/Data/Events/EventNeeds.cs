using System.Globalization;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Sinks;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Events;

/// <summary>The requirements of baskets, times and goals of events, and the errors if they are not met.</summary>
internal static class EventNeeds
{
    private const string Layout = "write one row an event, with columns for it";

    public static EventColumns Columns(SessionReaderOptions options, ColumnPlan plan)
        => (options.BasketHistories ? EventColumns.Baskets : 0)
            | (options.EventTimes ? EventColumns.Times : 0)
            | (plan.Goal is null ? 0 : EventColumns.Goals);

    /// <summary>Bytes per event in the corpus.</summary>
    public static long Bytes(ColumnPlan plan, EventColumns columns)
    {
        bool marks = (columns & (EventColumns.Baskets | EventColumns.Goals)) != 0;
        return sizeof(int) + (plan.Weight is null ? 0 : sizeof(float)) + (columns.HasFlag(EventColumns.Times) ? sizeof(float) : 0)
            + (marks ? 1 : 0);
    }

    /// <summary>Rejects baskets, times and goals for layouts without events.</summary>
    public static void CheckLayout(SessionReaderOptions options, string title, string holds)
    {
        string? wanted = options.BasketHistories ? "baskets of users"
            : options.EventTimes ? "times of events"
            : options.WantsGoals ? "goals" : null;
        if (wanted is not null) throw new Item2VecException($"{title} holds {holds}; {wanted} were asked for", Layout);
    }

    public static TimeUnit TimesOf(EventOrder order, InputTable table, ColumnPlan plan)
    {
        const string option = "MaxGap and Decay";
        if (plan.Time is not null) return TimeUnit.Of(order, table, plan, "time between events", option);
        throw new Item2VecException($"{table.Title} has no time column, and time between events was asked for",
            $"name it with TimeColumn, or leave {option} out") { Option = nameof(SessionReaderOptions.TimeColumn) };
    }

    public static void CheckBasketColumn(DuckDatabase database, InputTable table, TableColumn basket, List<string> notes)
    {
        IdColumns.Check(database, table, basket, "basket");
        long rows = table.CountRows(database);
        long missing = rows - database.Number($"select count(*) from {table.From} where {IdColumns.Expression(basket)} <> ''");
        if (missing == 0) return;
        if (missing == rows)
            throw new Item2VecException($"{table.Title}: column '{basket.Name}', which names the baskets, is empty in every row",
                "give another column with BasketColumn") { Option = nameof(SessionReaderOptions.BasketColumn) };
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"Column '{basket.Name}' is empty in {missing:N0} of {rows:N0} rows; each of these is a basket of its own."));
    }

    /// <exception cref="Item2VecException">Every basket has one event.</exception>
    public static void CheckBaskets(SessionCorpus corpus, SessionTally tally, InputTable table, ColumnPlan plan)
    {
        if (tally.Baskets < corpus.TokenCount) return;
        corpus.Dispose();
        throw new Item2VecException(
            plan.Basket is null
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{table.Title}: the session gap makes each of the {tally.Baskets:N0} events a basket of its own")
                : string.Create(CultureInfo.InvariantCulture,
                    $"{table.Title}: each of the {tally.Baskets:N0} baskets that column '{plan.Basket.Name}' names has a single event"),
            plan.Basket is null ? "give a longer SessionGap"
                : "give another column with BasketColumn, or train Variant = item: without company in a basket there are only sequences")
        {
            Option = plan.Basket is null ? nameof(SessionReaderOptions.SessionGap) : nameof(SessionReaderOptions.BasketColumn),
        };
    }
}
