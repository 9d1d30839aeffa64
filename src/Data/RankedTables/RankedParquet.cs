using Parquet;
using Parquet.Schema;

namespace Item2Vec.Data.RankedTables;

/// <summary>One row per result; a batch is a row group.</summary>
internal sealed class RankedParquet(RankedTableOptions table) : IRankedWriter
{
    private readonly DataField query = new(RankedColumns.Query, typeof(string), isNullable: false);
    private readonly DataField rank = new(RankedColumns.Rank, typeof(int), isNullable: false);
    private readonly DataField item = new(RankedColumns.Item, typeof(string), isNullable: false);
    private readonly DataField score = new(RankedColumns.Score, typeof(float), isNullable: false);
    private readonly DataField popular = new(RankedColumns.Popular, typeof(bool), isNullable: false);

    public async Task WriteAsync(Stream stream, IEnumerable<IReadOnlyList<RankedAnswer>> batches)
    {
        Field[] fields = [query, rank, item, score, .. table.HasPopular ? (Field[])[popular] : []];
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.Snappy };
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, options)
            .ConfigureAwait(false);
        foreach (IReadOnlyList<RankedAnswer> batch in batches)
        {
            if (batch.Sum(answer => answer.Results.Count) is > 0 and int rows)
                await WriteGroupAsync(writer, batch, rows).ConfigureAwait(false);
        }
    }

    private async Task WriteGroupAsync(ParquetWriter writer, IReadOnlyList<RankedAnswer> batch, int rows)
    {
        (string[] queries, int[] ranks) = (new string[rows], new int[rows]);
        (string[] items, float[] scores) = (new string[rows], new float[rows]);
        bool[] populars = new bool[table.HasPopular ? rows : 0];
        int row = 0;
        foreach (RankedAnswer answer in batch)
        {
            for (int at = 0; at < answer.Results.Count; at++, row++)
            {
                (queries[row], ranks[row]) = (answer.Query, at + 1);
                (items[row], scores[row]) = (answer.Results[at].Key, answer.Results[at].Value);
                if (table.HasPopular) populars[row] = answer.IsPopular;
            }
        }

        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync(query, queries).ConfigureAwait(false);
        await group.WriteAsync<int>(rank, ranks).ConfigureAwait(false);
        await group.WriteAsync(item, items).ConfigureAwait(false);
        await group.WriteAsync<float>(score, scores).ConfigureAwait(false);
        if (table.HasPopular) await group.WriteAsync<bool>(popular, populars).ConfigureAwait(false);
    }
}
