using System.Text.Encodings.Web;
using System.Text.Json;

namespace Item2Vec.Data.RankedTables;

/// <summary>One line per query: <c>{"query": "A", "results": [{"item": "B", "score": 0.93}]}</c>.</summary>
internal sealed class RankedJson(RankedTableOptions table) : IRankedWriter
{
    public Task WriteAsync(Stream stream, IEnumerable<IReadOnlyList<RankedAnswer>> batches)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (RankedAnswer answer in batches.SelectMany(batch => batch))
        {
            json.WriteStartObject();
            json.WriteString(RankedColumns.Query, answer.Query);
            if (table.HasPopular && answer.IsPopular) json.WriteBoolean(RankedColumns.Popular, true);
            json.WriteStartArray("results");
            foreach ((string item, float score) in answer.Results)
            {
                json.WriteStartObject();
                json.WriteString(RankedColumns.Item, item);
                json.WriteNumber(RankedColumns.Score, score);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            stream.WriteByte((byte)'\n');
            json.Reset();
        }

        return Task.CompletedTask;
    }
}
