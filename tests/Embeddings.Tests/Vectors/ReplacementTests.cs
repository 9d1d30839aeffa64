using CsCheck;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Vectors;

/// <summary>A save deletes what a save wrote, and nothing else; crashes lose nothing and leave nothing.</summary>
public sealed class ReplacementTests : IDisposable
{
    private static readonly string[] Names =
        ["model.json", "run.json", "items.i2v", "users.i2v", "metadata.i2v", "content.i2v", "notes.txt", "src", ".git", "a b", ".writing"];

    private static readonly string[] Contents = ["", "{}", "{\"format\":\"item2vec-model\"}", "{\"name\":\"my project\"}", "words"];

    private readonly TemporaryDirectory directory = new();
    private readonly ItemVectors vectors = TestVectors.Odd();

    private enum Kind
    {
        File,
        Directory,
        Link,
        DirectoryLink,
        DanglingLink,
    }

    private string Model => directory.File("model");

    public void Dispose()
    {
        vectors.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void A_save_into_any_directory_keeps_all_that_no_save_wrote()
    {
        string elsewhere = directory.File("elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(Path.Combine(elsewhere, "kept"), "kept");
        Gen<(string Name, Kind Kind, string Content)> entry = Gen.Select(
            Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Int[0, 4].Select(i => (Kind)i),
            Gen.Int[0, Contents.Length - 1].Select(i => Contents[i]));
        Property.Holds(Gen.Select(Gen.Bool, entry.Array[0, 5]), sample =>
        {
            (bool startsAsModel, (string Name, Kind Kind, string Content)[] entries) = sample;
            if (Directory.Exists(Model)) Directory.Delete(Model, recursive: true);
            if (startsAsModel) ModelDirectory.Save(Model, vectors);
            Directory.CreateDirectory(Model);
            foreach ((string name, Kind kind, string content) in entries) Make(Path.Combine(Model, name), kind, content, elsewhere);
            Dictionary<string, string> before = Contained();
            bool saved = Saves();
            Dictionary<string, string> after = Contained();

            // A refused save changes nothing; one that succeeds keeps what is not the model's.
            Assert.Equal(before.Where(Stays(saved)).OrderBy(one => one.Key), after.Where(Stays(saved)).OrderBy(one => one.Key));
            if (saved) ModelDirectory.Open(Model, verify: true).Dispose();
            Assert.Equal("kept", File.ReadAllText(Path.Combine(elsewhere, "kept")));
            Assert.Equal(["elsewhere", "model"], directory.Names());
        }, cases: 300);

        static Func<KeyValuePair<string, string>, bool> Stays(bool saved)
            => one => !saved || !(one.Key is "model.json" or "run.json" or "items.i2v");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"name\":\"my project\",\"format\":\"esm\"}")]
    [InlineData("not json")]
    [InlineData("")]
    public void A_directory_with_another_model_json_is_refused_before_the_work(string json)
    {
        Directory.CreateDirectory(Path.Combine(Model, "src"));
        File.WriteAllText(Path.Combine(Model, "src/main.py"), "print(1)");
        File.WriteAllText(Path.Combine(Model, "model.json"), json);
        Assert.Equal(ErrorCode.CannotWrite, Assert.Throws<Item2VecException>(() => ModelDirectory.EnsureWritable(Model)).Code);
        Assert.Equal(ErrorCode.CannotWrite, Assert.Throws<Item2VecException>(() => ModelDirectory.Save(Model, vectors)).Code);
        Assert.Equal("print(1)", File.ReadAllText(Path.Combine(Model, "src/main.py")));
        Assert.Equal(json, File.ReadAllText(Path.Combine(Model, "model.json")));
        Assert.Equal(["model"], directory.Names());
    }

    [Fact]
    public void A_file_that_looks_like_debris_but_is_a_users_stays()
    {
        ModelDirectory.Save(Model, vectors);
        string[] backups = [Model + ".old-20240101", Model + ".tmp-20240102", Model + ".old-0123abcd"];
        foreach (string backup in backups)
        {
            Directory.CreateDirectory(backup);
            File.WriteAllText(Path.Combine(backup, "model.json"), "{\"format\":\"item2vec-model\"}");
        }

        string file = directory.Write("vectors.txt", "x");
        directory.Write("vectors.txt.tmp-20240101", "mine");
        ModelDirectory.Save(Model, vectors);
        AtomicFile.Write(file, stream => stream.WriteByte(1));
        Assert.All(backups, backup => Assert.True(File.Exists(Path.Combine(backup, "model.json"))));
        Assert.Equal("mine", File.ReadAllText(file + ".tmp-20240101"));
    }

    [Fact]
    public void Two_crashes_in_two_windows_of_a_swap_lose_nothing()
    {
        using ItemVectors second = TestVectors.Random(["second"]), third = TestVectors.Random(["third"]);
        ModelDirectory.Save(Model, vectors);

        // Killed before the first rename, where the new model is complete: a record, no lock in the new directory.
        ModelDirectory.Save(directory.File("made"), second);
        Directory.Move(directory.File("made"), Model + ".tmp-aaaaaaaa");
        File.WriteAllText(Model + ".swap", new SwapRecord("bbbbbbbb", "aaaaaaaa", ["model.json", "run.json", "items.i2v"]).ToString());
        ModelDirectory.Save(Model, third);
        Assert.Equal(["model"], directory.Names());

        // Killed between the renames.
        ModelDirectory.Save(directory.File("made"), second);
        Directory.Move(directory.File("made"), Model + ".tmp-dddddddd");
        Directory.Move(Model, Model + ".old-cccccccc");
        File.WriteAllText(Path.Combine(Model + ".old-cccccccc", "notes.txt"), "notes");
        File.WriteAllText(Model + ".swap", new SwapRecord("cccccccc", "dddddddd", ["model.json", "run.json", "items.i2v"]).ToString());
        using (ModelDirectory read = ModelDirectory.Open(Model)) TestVectors.AssertSame(third, read.Vectors);
        DirectorySwap.Recover(Model, ModelDirectory.InfoFile);
        using (ModelDirectory read = ModelDirectory.Open(Model)) TestVectors.AssertSame(second, read.Vectors);
        Assert.Equal("notes", File.ReadAllText(Path.Combine(Model, "notes.txt")));
        Assert.Equal(["model"], directory.Names());
    }

    [Fact]
    public void A_record_that_was_cut_off_renames_nothing()
    {
        ModelDirectory.Save(Model, vectors);
        string record = new SwapRecord("cccccccc", "dddddddd", ["model.json"]).ToString();
        for (int length = 0; length < record.Length; length++)
        {
            Assert.Null(SwapRecord.Read(record[..length]));
            File.WriteAllText(Model + ".swap", record[..length]);
            DirectorySwap.Recover(Model, ModelDirectory.InfoFile);
            Assert.Equal(["model"], directory.Names());
        }

        Assert.Equal(["model.json"], SwapRecord.Read(record)!.OwnFiles);
    }

    [Fact]
    public void Another_programs_file_in_the_way_is_refused_and_kept()
    {
        directory.Write("model.swap", "something else");
        Assert.Equal(ErrorCode.CannotWrite, Assert.Throws<Item2VecException>(() => ModelDirectory.Save(Model, vectors)).Code);
        Assert.Equal("something else", File.ReadAllText(Model + ".swap"));
    }

    [Fact]
    public async Task Saves_at_the_same_time_end_one_after_another()
    {
        ItemVectors[] all = [.. Enumerable.Range(0, 4).Select(i => TestVectors.Random([$"writer{i}"]))];
        await Task.WhenAll(all.Select(one => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++) ModelDirectory.Save(Model, one);
        })));
        ModelDirectory.Open(Model, verify: true).Dispose();
        Assert.Equal(["model"], directory.Names());
        foreach (ItemVectors one in all) one.Dispose();
    }

    [Fact]
    public void Permissions_of_what_is_replaced_are_kept()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs permissions of Unix");
            return;
        }

        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        ModelDirectory.Save(Model, vectors);
        File.SetUnixFileMode(Model, own | UnixFileMode.UserExecute);
        File.SetUnixFileMode(Path.Combine(Model, "items.i2v"), own);
        string file = directory.Write("file", "x");
        File.SetUnixFileMode(file, own);
        ModelDirectory.Save(Model, vectors);
        AtomicFile.Write(file, stream => stream.WriteByte(1));
        Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(Model));
        Assert.Equal(own, File.GetUnixFileMode(Path.Combine(Model, "items.i2v")));
        Assert.Equal(own, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_link_to_a_file_is_followed_and_stays()
    {
        string target = directory.Write("target", "old"), link = directory.File("link");
        File.CreateSymbolicLink(link, target);
        AtomicFile.EnsureWritable(link);
        AtomicFile.Write(link, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        AtomicFile.Delete(link);
        Assert.Equal(["link"], directory.Names());
    }

    private bool Saves()
    {
        try
        {
            ModelDirectory.Save(Model, vectors);
            return true;
        }
        catch (Item2VecException error) when (error.Code == ErrorCode.CannotWrite)
        {
            return false;
        }
    }

    private static void Make(string path, Kind kind, string content, string elsewhere)
    {
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null) return;
        switch (kind)
        {
            case Kind.File:
                File.WriteAllText(path, content);
                break;
            case Kind.Directory:
                Directory.CreateDirectory(path);
                File.WriteAllText(Path.Combine(path, "inside"), content);
                break;
            case Kind.Link:
                File.CreateSymbolicLink(path, Path.Combine(elsewhere, "kept"));
                break;
            case Kind.DirectoryLink:
                Directory.CreateSymbolicLink(path, elsewhere);
                break;
            default:
                File.CreateSymbolicLink(path, Path.Combine(elsewhere, "nothing"));
                break;
        }
    }

    /// <summary>What is in the model's directory, by name: a link's target, a file's content, or the content of the file inside.</summary>
    private Dictionary<string, string> Contained()
        => new DirectoryInfo(Model).EnumerateFileSystemInfos().ToDictionary(entry => entry.Name, entry => entry switch
        {
            { LinkTarget: string target } => target,
            FileInfo file => File.ReadAllText(file.FullName),
            _ => File.ReadAllText(Path.Combine(entry.FullName, "inside")),
        });
}
