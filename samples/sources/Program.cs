using System.Data;
using System.Globalization;
using System.Threading.Channels;
using Apache.Arrow;
using Item2Vec.Data;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Samples.Sources;

// Orders of a shop as another part of the program has them: a customer, a time, and products by their numbers.
// Its departments are hundreds.
DateTimeOffset opened = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
Random random = new(1);
Order[] orders = [.. Enumerable.Range(0, 600).Select(n => new Order($"c{n % 50}", opened.AddMinutes(n),
    [.. Enumerable.Range(0, 5).Select(_ => (100 * (1 + (n % 4))) + random.Next(10))]))];
Dictionary<int, Product> products = Enumerable.Range(0, 500)
    .ToDictionary(id => id, id => new Product($"product {id}", id / 100, 0.5m * id));

// 1. Sessions of numbers; ids become texts, the same in any culture.
using SessionCorpus plain = SessionCorpus.FromSessions(orders.Select(order => order.Products), minCount: 2);
Console.WriteLine($"plain {plain.SessionCount} {plain.TokenCount} {plain.Vocabulary.Count}");

// 2. With users, times and weights, and what describes the items.
SessionOptions options = new() { Weights = true, Columns = EventColumns.Times, SessionGap = TimeSpan.FromHours(1) };
using SessionCorpus corpus = SessionCorpus.FromSessions(orders.Select(order => new Session<int>(
    order.Products.Select((id, place) => new SessionEvent<int>(id) { Time = order.Time.AddSeconds(place), Weight = place + 1 }))
{
    User = order.Customer,
}), options);
ItemAttributes attributes = ItemAttributes.Of(corpus.Vocabulary, products, ("title", product => product.Title),
    ("department", product => ItemId.Of(product.Department)), ("price", product => product.Price.ToString(CultureInfo.InvariantCulture)));
Console.WriteLine($"rich {corpus.Users!.Count} {corpus.Times(0)[^1]} {attributes.Title(0) is not null}");

// 3. As they arrive: a channel, or any other IAsyncEnumerable.
Channel<int[]> channel = Channel.CreateBounded<int[]>(100);
Task filling = Task.Run(async () =>
{
    foreach (Order order in orders) await channel.Writer.WriteAsync(order.Products);
    channel.Writer.Complete();
});
using SessionCorpus arrived = await SessionCorpus.FromSessionsAsync(channel.Reader.ReadAllAsync());
await filling;
Console.WriteLine($"channel {arrived.SessionCount} {arrived.TokenCount}");

// 4. Rows of a database: what ExecuteReader returns. Here it is a table in memory.
using DataTable table = new() { Locale = CultureInfo.InvariantCulture };
table.Columns.Add("order_id", typeof(int));
table.Columns.Add("customer_id", typeof(string));
table.Columns.Add("product_id", typeof(int));
table.Columns.Add("created_at", typeof(DateTimeOffset));
for (int n = 0; n < orders.Length; n++)
    foreach (int product in orders[n].Products) table.Rows.Add(n, orders[n].Customer, product, orders[n].Time);
using (IDataReader rows = table.CreateDataReader())
{
    using SessionCorpus log = SessionReader.Read(rows, new() { MinCount = 1 });
    Console.WriteLine($"reader {log.SessionCount} {log.TokenCount} {log.Users!.Count}");
}

// 5. Arrow record batches, as Flight, ADBC or a data frame gives them.
IEnumerable<long> numbers = orders.SelectMany((order, n) => order.Products.Select(_ => (long)n));
IEnumerable<string> ids = orders.SelectMany(order => order.Products.Select(ItemId.Of));
using RecordBatch batch = new RecordBatch.Builder()
    .Append("order_id", false, new Int64Array.Builder().AppendRange(numbers).Build())
    .Append("product_id", false, new StringArray.Builder().AppendRange(ids).Build())
    .Build();
using (ArrowRows rows = new([batch]))
{
    using SessionCorpus log = SessionReader.Read(rows, new() { MinCount = 1 });
    Console.WriteLine($"arrow {log.SessionCount} {log.TokenCount}");
}

// 6. Training in the background: each epoch is reported, and a canceled training leaves a checkpoint to resume from.
CheckpointOptions checkpoints = new() { Path = "orders.checkpoint", Resume = true };
using CancellationTokenSource stop = new();
Epochs firstTwo = new(report =>
{
    if (report.Epoch == 2) stop.Cancel();
});
try
{
    using ItemVectors unfinished = await ItemTrainer.TrainAsync(
        plain, new() { Dimensions = 16, Epochs = 2000, Subsampling = 0 }, checkpoints, epochs: firstTwo, cancellationToken: stop.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine($"canceled {File.Exists(checkpoints.Path)}");
    File.Delete(checkpoints.Path);
}

Epochs printed = new(report => Console.WriteLine($"epoch {report.Epoch}"));
using ItemVectors vectors = await ItemTrainer.TrainAsync(
    plain, new() { Dimensions = 16, Epochs = 10, Subsampling = 0 }, epochs: printed);
using ItemIndex index = ItemIndex.Build(vectors);
Console.WriteLine($"similar {string.Join(' ', index.Similar(ItemId.Of(105), count: 5).Select(neighbor => neighbor.Item))}");

internal sealed record Order(string Customer, DateTimeOffset Time, int[] Products);

internal sealed record Product(string Title, int Department, decimal Price);

/// <summary>Calls back on the training's own thread; <see cref="Progress{T}"/> would post to where it was made.</summary>
internal sealed class Epochs(Action<EpochReport> report) : IProgress<EpochReport>
{
    public void Report(EpochReport value) => report(value);
}
