using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Search;

public sealed class AllocationTests
{
    [Fact]
    public void A_query_of_the_graph_into_own_memory_allocates_nothing()
    {
        using ItemVectors vectors = Planted.Clusters();
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions());
        ScoredRow[] found = new ScoredRow[10];
        float[] vector = vectors.Vector(7);
        Ask(300);

        // A collection counts the rest of the thread's allocation buffer as allocated; after this one there is no rest.
        GC.Collect(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Ask(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Ask(int queries)
        {
            for (int row = 0; row < queries; row++)
            {
                index.SimilarRows(row, found);
                index.NearestRows(vector, found);
            }
        }
    }
}
