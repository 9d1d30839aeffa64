using Item2Vec.Data.DuckDb;

namespace Item2Vec.Benchmarks.Reading;

/// <summary>Writes 10 million events of 1 million sessions over 30 days, in order of time: 16-character session ids, 500,000 11-character item ids of which a few are popular.</summary>
internal static class EventGenerator
{
    public static void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using DuckDatabase database = new(new DuckSettings { TempDirectory = Path.GetTempPath() });
        database.Execute(
            "create temp table items as select i, substr(replace(replace(to_base64(unhex(md5(i::VARCHAR))), '+', '-'), '/', '_'), 1, 11) as id "
            + "from range(500000) t(i)");
        database.Execute(
            """
            create temp table events as select substr(md5(s::VARCHAR), 1, 16) as session_id,
                (hash(s, 7) % 2592000) + k * 45 + hash(s, k, 3) % 40 as t,
                case when hash(s, k, 9) % 10 = 0 then hash(s, k, 1) % 500000
                     else least(499999, floor(exp((hash(s, k) % 10000000) / 10000000.0 * ln(500001)) - 1))::UBIGINT end as i
            from range(1000000) r(s), range(10) q(k)
            """);
        database.Execute(
            "copy (select session_id, id as item_id, TIMESTAMP '2024-01-01' + to_seconds(t::BIGINT) as timestamp "
            + $"from events join items using (i) order by t, session_id, id) to '{file}' (format parquet)");
    }
}
