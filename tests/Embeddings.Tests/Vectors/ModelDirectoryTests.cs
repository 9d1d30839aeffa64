using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Vectors;

public sealed class ModelDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly ItemVectors vectors = TestVectors.Odd();
    private readonly ModelInfo info = new()
    {
        Data = new Dictionary<string, string> { ["rows"] = "200", ["fingerprint"] = "abc", ["note"] = "Ω \"quoted\"" },
        Run = new Dictionary<string, string> { ["created"] = "2030-01-01", ["machine"] = "m1" },
    };

    private string Model => directory.File("model");

    public void Dispose()
    {
        vectors.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void What_is_saved_is_what_is_opened()
    {
        ModelDirectory.Save(Model, vectors, info);
        using ModelDirectory model = ModelDirectory.Open(Model, verify: true);
        TestVectors.AssertSame(vectors, model.Vectors);
        Assert.Equal(info.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal), model.Info.Data);
        Assert.Equal(info.Run.OrderBy(pair => pair.Key, StringComparer.Ordinal), model.Info.Run);
        Assert.Equal((vectors.Count, 5, true), (model.Info.Items, model.Info.Dimensions, model.Info.HasOutput));
        Assert.Equal(vectors.Training!.Options, model.Info.Training!.Options);
        Assert.Equal(vectors.Training.EpochLosses, model.Info.Training.EpochLosses);
        Assert.Equal((10, 200, 1.25), (model.Info.Training.Sessions, model.Info.Training.Tokens, model.Info.Training.TrainSeconds));
        Assert.Equal(new FileInfo(Path.Combine(Model, "items.i2v")).Length, model.Info.Files["items.i2v"].Bytes);
        Assert.Equal(ModelInfo.ThisToolVersion, model.Info.ToolVersion);
        Assert.Equal(["items.i2v", "model.json", "run.json"], Directory.EnumerateFiles(Model).Select(Path.GetFileName).Order());
        Assert.True(ModelDirectory.Exists(Model));
    }

    [Fact]
    public void Only_run_json_differs_from_run_to_run()
    {
        ModelDirectory.Save(Model, vectors, info);
        using ItemVectors again = new(
            vectors.Vocabulary, vectors.Input, vectors.Output, vectors.Attributes, vectors.Training! with { TrainSeconds = 99 });
        ModelDirectory.Save(directory.File("again"), again, info with
        {
            Data = new Dictionary<string, string>(info.Data.Reverse()),
            Run = new Dictionary<string, string> { ["created"] = "2031-12-31" },
        });
        foreach (string file in (string[])["items.i2v", "model.json"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(Model, file)), File.ReadAllBytes(Path.Combine(directory.File("again"), file)));
        Assert.NotEqual(
            File.ReadAllText(Path.Combine(Model, "run.json")), File.ReadAllText(Path.Combine(directory.File("again"), "run.json")));
    }

    [Fact]
    public void Every_option_survives_and_one_that_is_missing_has_its_default()
    {
        // Each option is given a value that is not its default, so that a forgotten one is seen.
        TrainingOptions options = new()
        {
            Variant = "other", Architecture = Architecture.Cbow, Dimensions = 7, Window = 3, DynamicWindow = false, NegativeSamples = 9,
            NegativeSharing = 3, EndToken = false, NegativeExponent = -0.25,
            Subsampling = 0.125, Epochs = 11, Optimizer = Optimizer.Sgd, LearningRate = 0.1, LearningRateFloor = 0.01, Threads = 5,
            Seed = long.MaxValue,
            UserMode = UserMode.Dm,
            Metadata = new()
            {
                ItemsByItem = 0.5, MetadataByItem = 2, ItemsByMetadata = 3, MetadataByMetadata = 0.1, ItemByMetadata = 0,
                SharedNegatives = true
            },
            MaxGap = TimeSpan.FromMinutes(30), Decay = TimeSpan.FromDays(1.5), Bag = Bag.Mean, SameBasket = SameBasket.Only,
            RepeatPairs = true, MaxBasket = 7,
        };
        foreach (System.Reflection.PropertyInfo property in typeof(TrainingOptions).GetProperties().Where(property => property.CanWrite))
            Assert.False(
                Equals(property.GetValue(options), property.GetValue(new TrainingOptions())), $"{property.Name} is missing in this test");
        TrainingSummary summary = new(options, 1, 2, [double.NaN, 1.0 / 3], 4);
        TrainingSummary read = TrainingJson.Read(TrainingJson.Write(summary));
        Assert.Equal(options, read.Options);
        Assert.Equal(summary.EpochLosses, read.EpochLosses);
        Assert.True(TrainingJson.Read(TrainingJson.Write(summary with { Options = options with { EndToken = true } })).Options.EndToken);

        // A model from before there were end tokens has none.
        TrainingSummary old = TrainingJson.Read("""{"options":{"dimensions":7,"future":[1]},"sessions":1,"later":null}"""u8);
        Assert.Equal(new TrainingOptions { Dimensions = 7, EndToken = false, Optimizer = Optimizer.Sgd }, old.Options);
    }

    [Fact]
    public void A_model_is_replaced_as_a_whole_while_readers_keep_theirs()
    {
        ModelDirectory.Save(Model, vectors, info);
        using ModelDirectory old = ModelDirectory.Open(Model);
        using ItemVectors other = TestVectors.Random(["new"]);
        ModelDirectory.Save(Model + "/", other);
        TestVectors.AssertSame(vectors, old.Vectors);
        using ModelDirectory now = ModelDirectory.Open(Model);
        TestVectors.AssertSame(other, now.Vectors);
        Assert.Equal(["model"], directory.Names());
    }

    [Fact]
    public async Task Readers_see_the_old_or_the_new_model_while_it_is_replaced_again_and_again()
    {
        ModelDirectory.Save(Model, vectors, info);
        using ItemVectors other = TestVectors.Random(["new"]);
        using CancellationTokenSource done = new();
        Task reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                using ModelDirectory model = ModelDirectory.Open(Model);
                Assert.Contains(model.Vectors.Count, (int[])[1, vectors.Count]);
            }
        });
        for (int i = 0; i < 100; i++) ModelDirectory.Save(Model, i % 2 == 0 ? other : vectors);
        await done.CancelAsync();
        await reader;
    }

    [Fact]
    public void An_empty_directory_and_missing_parents_are_made_into_a_model()
    {
        Directory.CreateDirectory(Model);
        ModelDirectory.EnsureWritable(Model);
        ModelDirectory.Save(Model, vectors);
        string deep = directory.File("a/b/c");
        ModelDirectory.EnsureWritable(deep);
        Assert.False(Directory.Exists(directory.File("a")));
        ModelDirectory.Save(deep, vectors);
        ModelDirectory.Open(deep).Dispose();
        ModelDirectory.Open(Model).Dispose();
    }

    [Fact]
    public void A_link_to_a_model_stays_a_link()
    {
        ModelDirectory.Save(Model, vectors);
        Directory.CreateSymbolicLink(directory.File("link"), Model);
        ModelDirectory.Save(directory.File("link"), vectors, info);
        Assert.NotNull(new DirectoryInfo(directory.File("link")).LinkTarget);
        using ModelDirectory model = ModelDirectory.Open(Model);
        Assert.Equal("abc", model.Info.Data["fingerprint"]);
    }

    [Fact]
    public void Something_else_is_not_overwritten()
    {
        Directory.CreateDirectory(Model);
        File.WriteAllText(Path.Combine(Model, "precious.txt"), "x");
        directory.Write("file", "x");
        foreach (string path in (string[])[Model, directory.File("file"), directory.File("file/below"), "/"])
        {
            Assert.Equal(ErrorCode.CannotWrite, Assert.Throws<Item2VecException>(() => ModelDirectory.EnsureWritable(path)).Code);
            Item2VecException error = Assert.Throws<Item2VecException>(() => ModelDirectory.Save(path, vectors));
            Assert.Equal(ErrorCode.CannotWrite, error.Code);
            Assert.NotNull(error.Hint);
        }

        Assert.Equal(["file", "model"], directory.Names());
        Assert.True(File.Exists(Path.Combine(Model, "precious.txt")));
    }

    [Fact]
    public void A_mount_point_is_refused_before_the_work_begins()
    {
        if (!Directory.Exists("/dev/shm") || Directory.EnumerateFileSystemEntries("/dev/shm").Any())
            Assert.Skip("needs an empty mount point");
        Item2VecException error = Assert.Throws<Item2VecException>(() => ModelDirectory.EnsureWritable("/dev/shm"));
        Assert.Contains("mount point", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_while_writing_leaves_debris_that_the_next_save_removes()
    {
        ModelDirectory.Save(Model, vectors);
        Directory.CreateDirectory(Model + ".tmp-12345678");
        File.WriteAllText(Model + ".tmp-12345678/.writing", string.Empty);
        File.WriteAllText(Model + ".tmp-12345678/items.i2v", "half");
        Directory.CreateDirectory(Model + ".old-12345678");
        Directory.CreateDirectory(Model + ".tmp-mine");
        ModelDirectory.Save(Model, vectors);
        Assert.Equal(["model", "model.tmp-mine"], directory.Names());
    }

    [Theory]
    [InlineData("tmp")]
    [InlineData("old")]
    public void A_crash_between_the_renames_loses_nothing(string piece)
    {
        ModelDirectory.Save(Model, vectors, info);
        Directory.Move(Model, $"{Model}.{piece}-abcdef01");
        using (ModelDirectory found = ModelDirectory.Open(Model)) TestVectors.AssertSame(vectors, found.Vectors);
        Assert.Equal([$"model.{piece}-abcdef01"], directory.Names());

        DirectorySwap.Recover(Model, ModelDirectory.InfoFile);
        Assert.Equal(["model"], directory.Names());
        ModelDirectory.Open(Model).Dispose();
    }

    [Fact]
    public void What_another_process_is_writing_is_left_alone()
    {
        string theirs = Model + ".tmp-87654321";
        Directory.CreateDirectory(theirs);
        using (FileStream working = new(theirs + "/.writing", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            ModelDirectory.Save(Model, vectors);
            Assert.True(Directory.Exists(theirs));
        }

        ModelDirectory.Save(Model, vectors);
        Assert.Equal(["model"], directory.Names());
    }

    [Fact]
    public void A_failed_save_leaves_the_old_model_and_no_debris()
    {
        ModelDirectory.Save(Model, vectors, info);
        ItemVectors disposed = TestVectors.Random(["a"]);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ModelDirectory.Save(Model, disposed));
        Assert.Equal(["model"], directory.Names());
        ModelDirectory.Open(Model).Dispose();
    }

    [Fact]
    public void A_missing_model_is_an_error_that_names_train()
    {
        Directory.CreateDirectory(directory.File("empty"));
        foreach (string path in (string[])[directory.File("none"), directory.File("empty"), directory.Write("file", "x")])
        {
            Item2VecException error = Assert.Throws<Item2VecException>(() => ModelDirectory.Open(path));
            Assert.Equal(ErrorCode.InputMissing, error.Code);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.False(ModelDirectory.Exists(path));
        }
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("null", "damaged")]
    [InlineData("{", "damaged")]
    [InlineData("[]", "damaged")]
    [InlineData("{}", "format")]
    [InlineData("""{"format":"item2vec-model","formatVersion":"x"}""", "damaged")]
    [InlineData("""{"format":"item2vec-model","formatVersion":2}""", "newer version")]
    [InlineData("""{"format":"item2vec-model","formatVersion":1,"training":{"options":{"dimensions":"many"}}}""", "damaged")]
    [InlineData("""{"format":"item2vec-model","formatVersion":1,"training":{"options":null}}""", "damaged")]
    [InlineData("""{"format":"item2vec-model","formatVersion":1,"files":null,"data":null,"toolVersion":null}""", "damaged")]
    public void A_broken_model_json_is_an_error(string json, string message)
    {
        ModelDirectory.Save(Model, vectors);
        File.WriteAllText(Path.Combine(Model, "model.json"), json);
        Item2VecException error = Assert.Throws<Item2VecException>(() => ModelDirectory.Open(Model));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(Model, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_or_foreign_vectors_are_an_error()
    {
        ModelDirectory.Save(Model, vectors);
        string file = Path.Combine(Model, "items.i2v");
        byte[] good = File.ReadAllBytes(file);

        File.WriteAllBytes(file, good[..^100]);
        Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => ModelDirectory.Open(Model)).Code);
        good[^70] ^= 1;
        File.WriteAllBytes(file, good);
        ModelDirectory.Open(Model).Dispose();
        Assert.Contains(
            "checksum", Assert.Throws<Item2VecException>(() => ModelDirectory.Open(Model, verify: true)).Message, StringComparison.Ordinal);
        using (ItemVectors other = TestVectors.Random(["a"])) other.Save(file);
        Assert.Contains(
            "is not the file that model.json describes",
            Assert.Throws<Item2VecException>(() => ModelDirectory.Open(Model)).Message,
            StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains(
            "has no items.i2v", Assert.Throws<Item2VecException>(() => ModelDirectory.Open(Model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_or_broken_run_json_takes_only_the_seconds()
    {
        ModelDirectory.Save(Model, vectors, info);
        File.WriteAllText(Path.Combine(Model, "run.json"), "{");
        using (ModelDirectory model = ModelDirectory.Open(Model)) Assert.Equal(0, model.Info.Training!.TrainSeconds);
        File.Delete(Path.Combine(Model, "run.json"));
        using (ModelDirectory model = ModelDirectory.Open(Model)) Assert.Empty(model.Info.Run);
    }
}
