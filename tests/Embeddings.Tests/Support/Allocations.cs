namespace Item2Vec.Embeddings.Tests.Support;

/// <summary>What a thread allocates.</summary>
internal static class Allocations
{
    /// <summary>The bytes that this thread has allocated so far, to be compared with a later count.</summary>
    /// <remarks>
    /// A collection that any thread starts takes away the rest of this thread's allocation buffer, up to 8 KB, and the runtime counts the
    /// rest as allocated. After a collection there is no rest.
    /// </remarks>
    public static long Count()
    {
        GC.Collect(0);
        return GC.GetAllocatedBytesForCurrentThread();
    }
}
