using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Common;

/// <summary>What is shared is freed once, by the last who holds it, and never under a reader.</summary>
public sealed class LifetimeTests
{
    private int freed;

    [Fact]
    public void The_last_lease_frees_and_only_once()
    {
        Lifetime lifetime = new(() => freed++);
        Lease lease = lifetime.Acquire(this);
        lifetime.Close();
        lifetime.Close();
        Assert.True(lifetime.IsClosed);
        Assert.False(lifetime.TryAcquire(out _));
        Assert.Equal(0, freed);
        lease.Dispose();
        Assert.Equal(1, freed);
        Assert.False(lifetime.TryAcquire(out _));
        Assert.True(lifetime.IsFreed);
        Assert.Equal(1, freed);
    }

    [Fact]
    public void Closing_without_leases_frees_at_once_and_names_the_owner_afterwards()
    {
        Lifetime lifetime = new(() => freed++);
        lifetime.Acquire(this).Dispose();
        Assert.Equal(0, freed);
        lifetime.Close();
        Assert.Equal(1, freed);
        Assert.Equal(typeof(LifetimeTests).FullName, Assert.Throws<ObjectDisposedException>(() => lifetime.Acquire(this)).ObjectName);
    }

    [Fact]
    public void Owners_that_share_free_with_the_last_of_them()
    {
        Lease first = Lease.Of(() => freed++);
        Lease second = first.Copy();
        first.Dispose();
        Lease third = second.Copy();
        second.Dispose();
        Assert.Equal(0, freed);
        third.Dispose();
        Assert.Equal(1, freed);
    }

    [Fact]
    public void The_default_lease_holds_nothing()
    {
        Lease none = default;
        none.Copy().Dispose();
        none.Dispose();
        Assert.Equal(0, freed);
    }

    [Fact]
    public async Task Nobody_reads_what_is_freed()
    {
        // Each reader checks what the last one frees: with a count that is wrong it fails within a few rounds.
        for (int round = 0; round < 300; round++)
        {
            int freedNow = 0;
            Lifetime lifetime = new(() => Interlocked.Increment(ref freedNow));
            using Barrier start = new(4);
            Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                int wrong = 0;
                for (int i = 0; i < 200 && lifetime.TryAcquire(out Lease lease); i++)
                {
                    if (Volatile.Read(ref freedNow) != 0) wrong++;
                    lease.Dispose();
                }

                return wrong;
            }))];
            start.SignalAndWait();
            lifetime.Close();
            Assert.All(await Task.WhenAll(readers), wrong => Assert.Equal(0, wrong));
            Assert.Equal(1, freedNow);
        }
    }

    [Fact]
    public void Taking_and_returning_a_lease_allocates_nothing()
    {
        Lifetime lifetime = new(() => freed++);
        lifetime.Acquire(this).Dispose();
        long before = Allocations.Count();
        for (int i = 0; i < 100; i++) lifetime.Acquire(this).Dispose();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
