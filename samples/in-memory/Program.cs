using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Indexing;
using Item2Vec.Maps;

// Visits to a shop of four departments, as another part of the program would have them.
Random random = new(1);
string[][] sessions = [.. Enumerable.Range(0, 1000)
    .Select(visit => (string[])[.. Enumerable.Range(0, 6).Select(_ => $"{"abcd"[visit % 4]}{random.Next(10)}")])];

using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
using ItemVectors vectors = ItemTrainer.Train(corpus, new() { Dimensions = 16, Epochs = 20, Subsampling = 0 });
ModelDirectory.Save("shop", vectors);

using ItemIndex index = ItemIndex.Build(vectors);
foreach (Neighbor n in index.Similar("a0", count: 3)) Console.WriteLine($"similar {n.Item} {n.Score:F3}");
foreach (Neighbor n in index.Recommend(["b1", "b2"], count: 3)) Console.WriteLine($"next {n.Item} {n.Score:F3}");

_ = CorpusSplit.TryParse("last", seed: 1, out CorpusSplit? last);
using SplitCorpus split = last!.Split(corpus, minCount: 1);
using ItemVectors trained = ItemTrainer.Train(split.Training, new() { Dimensions = 16, Epochs = 20, Subsampling = 0 });
using Evaluator evaluator = new(split);
using ModelScorer scorer = evaluator.Similar(trained);
Console.WriteLine($"hit@10 {evaluator.Measure("similar", scorer).Metrics["hit@10"].Value:F3}");

ItemMap map = ItemMap.Create(index);
for (int row = 0; row < 3; row++) Console.WriteLine($"place {vectors.Vocabulary[row]} {map.X[row]:F2} {map.Y[row]:F2}");
