using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Tests;

/// <summary>Spilled data is the log: it is nobody else's, and does not stay.</summary>
public sealed class ScratchDirectoryTests : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("item2vec-test-").FullName;

    public void Dispose() => Directory.Delete(parent, recursive: true);

    [Fact]
    public void What_a_dead_process_left_is_removed_and_what_a_living_one_uses_stays()
    {
        string dead = Path.Combine(parent, "item2vec-spill-dead0000"), mine = Path.Combine(parent, "item2vec-spill-notes");
        foreach (string directory in (string[])[dead, mine])
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, ".lock"), string.Empty);
            File.WriteAllText(Path.Combine(directory, "spilled"), "the log");
        }

        using (ScratchDirectory living = new(parent))
        {
            using ScratchDirectory next = new(parent);
            Assert.False(Directory.Exists(dead));
            Assert.True(Directory.Exists(mine));
            Assert.True(Directory.Exists(living.Path));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(living.Path));
        }

        Assert.Equal([mine], Directory.EnumerateDirectories(parent));
    }
}
