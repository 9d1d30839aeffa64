using Item2Vec.Content;
using Item2Vec.Content.Options;
using Item2Vec.Data;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

// The titles of a shop's articles, and an encoder of them; a sentence encoder in its place knows more.
(Vocabulary items, ItemTableResult table) = ItemCatalog.Read("samples/data/online-retail/items.parquet", new() { Columns = ["title"] });
string?[] titles = [.. Enumerable.Range(0, items.Count).Select(row => table.Attributes.Value(row, "title"))];
TextEncoderBuilder.Write(titles, "encoder.onnx", new() { Dimensions = 128 });
using ItemVectors content = ContentEncoder.Encode(ContentSource.Texts(items, titles), "encoder.onnx");

// What was bought together, and where the titles put what was hardly bought at all.
using SessionCorpus corpus = SessionReader.Read("samples/data/online-retail/events.parquet");
using ItemVectors trained = ItemTrainer.Train(corpus);
using ItemVectors all = ContentPlacement.Place(trained, [content], corpus).Vectors;

using ItemIndex index = ItemIndex.Build(all);
string newest = all.Vocabulary[all.Count - 1];
Console.WriteLine($"{all.Count - trained.Count} new; {newest}  {titles[items.RowOf(newest)]}");
foreach (Neighbor n in index.Similar(newest, count: 5)) Console.WriteLine($"{n.Item}  {n.Score:F3}  {titles[items.RowOf(n.Item)]}");
OnnxExport.Write(all, "similar.onnx");
