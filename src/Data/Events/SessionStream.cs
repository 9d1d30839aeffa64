using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data;

/// <summary>The encoded events, streamed out of DuckDB session by session into an assembler.</summary>
/// <remarks>
/// <para>DuckDB sorts by nothing but a 64-bit hash of the session: a short key is what makes its sort fast (a third key column more than
/// doubles the time), and a session's few events are sorted here. Two sessions of equal hash arrive mixed; a second hash, of the id
/// with a letter added, tells them apart. Two of n sessions agree in both with a probability of n^2 / 2^129.</para>
/// <para>Rows come out of a join in no order, so each carries its place in the files.</para>
/// </remarks>
internal sealed class SessionStream(ColumnPlan plan, EventOrder order)
{
    private const int Hash = 0, Row = 1, FileRow = 2, Guard = 3;
    private readonly List<string> columns = ["hash(e.session)", "v.row", "e.rn", "hash(e.session || '~')"];

    public void Run(DuckDatabase database, SessionAssembler assembler)
    {
        bool timed = order.Time is not null;
        int time = timed ? Add("e.t") : -1;
        int position = order.Position is null ? -1 : Add("e.p");
        int user = plan.User is null ? -1 : Add("coalesce(u.row, -1)");
        int basket = plan.Basket is null ? -1 : Add("case when e.b <> '' then hash(e.b) else hash(e.rn, 1) end");
        int weight = plan.Weight is null ? -1 : Add("e.w::FLOAT");
        string users = plan.User is null ? string.Empty : " left join users u on e.u = u.item";
        string sql = $"select {string.Join(", ", columns)} from events e join vocabulary v on e.item = v.item{users} order by 1";
        using DuckResult result = database.Query(sql);
        bool wideTime = timed && result.ColumnType(time) != DuckType.Double;
        while (result.MoveNext())
        {
            DuckChunk chunk = result.Current;
            ReadOnlySpan<ulong> hashes = chunk[Hash].Values<ulong>();
            ReadOnlySpan<int> items = chunk[Row].Values<int>();
            ReadOnlySpan<long> fileRows = chunk[FileRow].Values<long>();
            ReadOnlySpan<ulong> guards = chunk[Guard].Values<ulong>();
            ReadOnlySpan<long> times = wideTime ? chunk[time].Values<long>() : [];
            ReadOnlySpan<double> realTimes = timed && !wideTime ? chunk[time].Values<double>() : [];
            ReadOnlySpan<long> positions = position < 0 ? [] : chunk[position].Values<long>();
            ReadOnlySpan<int> userRows = user < 0 ? [] : chunk[user].Values<int>();
            ReadOnlySpan<ulong> baskets = basket < 0 ? [] : chunk[basket].Values<ulong>();
            ReadOnlySpan<float> weights = weight < 0 ? [] : chunk[weight].Values<float>();
            for (int i = 0; i < hashes.Length; i++)
            {
                ref SessionEvent next = ref assembler.Next(hashes[i]);
                next.Item = items[i];
                next.FileRow = fileRows[i];
                next.Guard = guards[i];
                next.Time = wideTime ? times[i] : realTimes.IsEmpty ? 0 : OrderedDouble.Key(realTimes[i]);
                next.Position = positions.IsEmpty ? 0 : positions[i];
                next.User = userRows.IsEmpty ? -1 : userRows[i];
                next.Basket = baskets.IsEmpty ? 0 : baskets[i];
                next.Weight = weights.IsEmpty ? 1 : weights[i];
            }
        }

        assembler.Flush();
    }

    private int Add(string expression)
    {
        columns.Add(expression);
        return columns.Count - 1;
    }
}
