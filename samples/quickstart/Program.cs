using Item2Vec.Data;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

using SessionCorpus corpus = SessionReader.Read("samples/data/watches.parquet");
using ItemVectors vectors = ItemTrainer.Train(corpus, new() { Dimensions = 100, Epochs = 10 });
ItemIndex.Build(vectors).Save("watches.i2v");

using ItemIndex index = ItemIndex.Open("watches.i2v");           // memory-mapped, thread-safe, immutable
foreach (Neighbor n in index.Similar("WK_Nr4tUtl8", count: 5)) Console.WriteLine($"{n.Item}  {n.Score:F3}");
