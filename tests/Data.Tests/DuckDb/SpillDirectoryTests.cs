using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Reports;

namespace Item2Vec.Data.Tests.DuckDb;

/// <summary>Spilled data is the log: it is nobody else's, and does not stay.</summary>
public sealed class SpillDirectoryTests : IDisposable
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

        using (SpillDirectory living = new(parent))
        {
            using SpillDirectory next = new(parent);
            Assert.False(Directory.Exists(dead));
            Assert.True(Directory.Exists(mine));
            Assert.True(Directory.Exists(living.Path));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(living.Path));
        }

        Assert.Equal([mine], Directory.EnumerateDirectories(parent));
    }

    [Theory]
    [InlineData("Invalid Input Error: quoted new lines are not supported. Please disable the parallel csv reader: parallel = false")]
    [InlineData("Invalid Input Error: quoted new lines are not supported. Try to run with parallel = false.")]
    public void Advice_about_another_program_is_dropped(string message)
        => Assert.Equal("quoted new lines are not supported", ReadingErrors.Clean(message));
}
