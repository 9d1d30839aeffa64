using System.Diagnostics;
using System.Globalization;
using Item2Vec.Content;
using Item2Vec.Content.Encoders;
using Item2Vec.Content.Options;
using Item2Vec.Data;
using Item2Vec.Embeddings.Corpus;

// What encoding costs beside the encoder itself: items a second of ContentEncoder.Encode (cutting texts up, batching, pooling, journal) and
// of the same session run bare, on batches made beforehand, with the same threads. The encoder is one that is given, on a column of a
// table, or a stand-in with a transformer's shape of work: for each token some layers of matrix products.
//
//   dotnet run -c Release --project tests/Benchmarks/Encoding -- [items] [layers] [width]
//   dotnet run -c Release --project tests/Benchmarks/Encoding -- minilm/minilm.onnx samples/data/online-retail/items.parquet title
int Argument(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
int count;
string folder = Directory.CreateTempSubdirectory("item2vec-encoding-").FullName;
string encoder, title;
string[] texts;
if (args is [string given, string table, string column])
{
    (Vocabulary read, ItemTableResult columns) = ItemCatalog.Read(table, new() { Columns = [column] });
    texts = [.. Enumerable.Range(0, read.Count).Select(row => columns.Attributes.Value(row, column)).OfType<string>()];
    (encoder, title, count) = (given, Path.GetFileName(given), texts.Length);
}
else
{
    (count, int layers, int width) = (Argument(0, 4000), Argument(1, 6), Argument(2, 256));
    (encoder, title) = (Path.Combine(folder, "encoder.onnx"), $"{layers} layers of {width}");
    File.WriteAllLines(Path.Combine(folder, "vocab.txt"), SyntheticEncoder.Pieces);
    SyntheticEncoder.Write(encoder, layers, width);
    texts = SyntheticEncoder.Texts(count);
}

VocabularyBuilder items = new();
for (int i = 0; i < count; i++) items.Add($"item-{i}", 0);
ContentSource source = ContentSource.Texts(items.Build(), texts);
EncoderOptions options = new();

List<double> ours = [], bare = [];
for (int round = 0; round < 6; round++)
{
    double encode = Seconds(() => ContentEncoder.Encode(source, encoder, options, Path.Combine(folder, "journal")).Dispose());
    double run = BareSeconds();
    if (round == 0) continue;
    ours.Add(count / encode);
    bare.Add(count / run);
}

double median = ours.Zip(bare, (a, b) => b / a).Order().ElementAt(ours.Count / 2);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{count} texts, {title}: {ours.Order().ElementAt(2):N0} items/s encoded, {bare.Order().ElementAt(2):N0} items/s through the bare "
        + $"session; the bare session is {median:0.00} times as fast (medians of 5)"));
Directory.Delete(folder, recursive: true);

double BareSeconds()
{
    using EncoderSession session = EncoderSession.Open(encoder);
    TextInput input = new(session, options);
    string output = OutputChoice.Of(session, options).Name;
    BatchTensors[] batches = [.. texts.OrderByDescending(text => text.Length).Chunk(options.BatchSize).Select(input.Make)];
    double seconds = Seconds(() => Parallel.ForEach(batches, batch => session.Run(batch.Values, output, (_, _) => { })));
    foreach (BatchTensors batch in batches) batch.Dispose();
    return seconds;
}

static double Seconds(Action action)
{
    long begin = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(begin).TotalSeconds;
}
