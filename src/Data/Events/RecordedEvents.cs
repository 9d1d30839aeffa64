using System.Globalization;
using System.Text;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Rows;
using Item2Vec.Embeddings.Events;

namespace Item2Vec.Data.Events;

/// <summary>Events that a service has recorded, as further rows of a log of events.</summary>
internal static class RecordedEvents
{
    private const string Table = "recorded";

    /// <summary>Puts events into a temporary table with the columns of <c>events</c>.</summary>
    /// <param name="database">The database.</param>
    /// <param name="recorded">The events.</param>
    /// <param name="plan">The columns of the log.</param>
    /// <param name="order">The order of its events; times become numbers of its unit.</param>
    /// <param name="firstRow">The number of the first row.</param>
    /// <returns>What selects them, and how many there are.</returns>
    public static (string Sql, long Count) Load(
        DuckDatabase database, IEnumerable<LiveEvent> recorded, ColumnPlan plan, EventOrder order, long firstRow)
    {
        bool isReal = order.Time is not null && order.IsReal;
        database.Execute($"create temp table {Table} (session VARCHAR, item VARCHAR, rn BIGINT, t {(isReal ? "DOUBLE" : "BIGINT")})");
        long count = 0;
        using (DuckAppender appender = database.Append(Table, ["VARCHAR", "VARCHAR", "BIGINT", isReal ? "DOUBLE" : "BIGINT"]))
        {
            foreach (LiveEvent one in recorded)
            {
                database.Cancellation.ThrowIfCancellationRequested();
                appender.Set(0, Encoding.UTF8.GetBytes(one.Session));
                appender.Set(1, Encoding.UTF8.GetBytes(one.Item));
                appender.Set(2, firstRow + count);

                // A position that stands for the time is the order in which events were recorded.
                double seconds = (one.Time - DateTimeOffset.UnixEpoch).TotalSeconds;
                double time = order.UnitsPerSecond > 0 ? seconds * order.UnitsPerSecond : count;
                if (isReal) appender.Set(3, time);
                else appender.Set(3, (long)time);
                appender.EndRow();
                count++;
            }

            appender.Flush();
        }

        List<string> columns = ["session", "item", "rn"];
        if (order.Time is not null) columns.Add("t");
        if (order.Position is not null) columns.Add("rn as p");
        if (plan.User is not null) columns.Add(plan.User == plan.Session ? "session as u" : "null::VARCHAR as u");
        if (plan.Basket is not null) columns.Add("null::VARCHAR as b");
        if (plan.Weight is not null) columns.Add(MeanWeight(database));
        if (plan.Goal is not null) columns.Add("false as g");
        return ($"select {string.Join(", ", columns)} from {Table}", count);
    }

    /// <summary>Adds events to whole sessions, each session as one.</summary>
    public static long Encode(IEnumerable<LiveEvent> recorded, SessionEncoder encoder)
    {
        Dictionary<string, List<string>> sessions = new(StringComparer.Ordinal);
        List<string> order = [];
        long count = 0;
        foreach (LiveEvent one in recorded)
        {
            if (!sessions.TryGetValue(one.Session, out List<string>? items))
            {
                sessions[one.Session] = items = [];
                order.Add(one.Session);
            }

            items.Add(one.Item);
            count++;
        }

        foreach (string session in order)
        {
            foreach (string item in sessions[session]) encoder.Add(Encoding.UTF8.GetBytes(item), () => $"the recorded session '{session}'");
            encoder.EndSession([], () => $"the recorded session '{session}'");
        }

        return count;
    }

    /// <summary>An event without a weight has that of an average one.</summary>
    private static string MeanWeight(DuckDatabase database)
    {
        string mean = database.Text($"select avg(w)::VARCHAR from events") ?? "1";
        return string.Create(CultureInfo.InvariantCulture, $"{mean}::DOUBLE as w");
    }
}
