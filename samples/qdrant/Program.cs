using Item2Vec.Indexing;
using Item2Vec.Samples.Qdrant;
using Qdrant.Client;

if (args.Length is < 2 or > 3)
{
    await Console.Error.WriteLineAsync("usage: item2vec-qdrant MODEL COLLECTION [http://localhost:6334]");
    return 2;
}

using ItemIndex index = ItemIndex.Open(args[0]);
using QdrantClient client = new(new Uri(args.Length > 2 ? args[2] : "http://localhost:6334"));
int uploaded = await QdrantUpload.RunAsync(client, args[1], index.Vectors);
Console.WriteLine($"{uploaded} items in {args[1]}");
return 0;
