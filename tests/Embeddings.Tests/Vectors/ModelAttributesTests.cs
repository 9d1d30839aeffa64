using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Vectors;

/// <summary>Attributes of a model on disk change, and nothing else of it.</summary>
public sealed class ModelAttributesTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly ItemVectors vectors = TestVectors.Odd();

    public ModelAttributesTests() => ModelDirectory.Save(Model, vectors);

    private string Model => directory.File("model");

    private string SetFile => Path.Combine(Model, "attributes.i2v");

    public void Dispose()
    {
        vectors.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void What_is_set_is_found_by_whoever_opens_the_model_and_the_vectors_stay_as_they_are()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(Model, "items.i2v"));
        Set(0, "stock", "yes");
        Set(1, "stock", "no");

        using ItemVectors opened = ModelDirectory.OpenVectors(Model, verify: true);
        Assert.Equal([.. vectors.Attributes.Names, "stock"], opened.Attributes.Names);
        Assert.Equal(["yes", "no", null], Enumerable.Range(0, 3).Select(row => opened.Attributes.Value(row, "stock")));
        foreach (string name in vectors.Attributes.Names)
            Assert.Equal(Values(vectors, name), Values(opened, name));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Model, "items.i2v")));
    }

    [Fact]
    public void A_column_of_the_model_is_replaced_removed_and_comes_back_when_nothing_is_set()
    {
        string own = vectors.Attributes.Names[0];
        Set(2, own.ToUpperInvariant(), "other");
        using (ItemVectors opened = ModelDirectory.OpenVectors(Model, verify: false))
        {
            Assert.Equal(vectors.Attributes.Names, opened.Attributes.Names);
            string?[] expected = Values(vectors, own);
            expected[2] = "other";
            Assert.Equal(expected, Values(opened, own));
        }

        ModelAttributes.Set(Model, current => current.Attributes.Without(own));
        using (ItemVectors opened = ModelDirectory.OpenVectors(Model, verify: false))
            Assert.Equal(vectors.Attributes.Names.Skip(1), opened.Attributes.Names);
        ModelAttributes.Set(Model, current => current.FileAttributes);
        Assert.False(File.Exists(SetFile));
        using (ItemVectors opened = ModelDirectory.OpenVectors(Model, verify: false))
            Assert.Equal(vectors.Attributes.Names, opened.Attributes.Names);
    }

    [Fact]
    public void Rows_of_a_table_change_those_that_it_describes_or_all()
    {
        ItemAttributes one = Column("stock", "a", "b", "c"), two = Column("STOCK", null, "x", "y");

        ItemAttributes some = one.With(two, [true, true, false]);
        Assert.Equal(["stock"], some.Names);
        Assert.Equal([null, "x", "c"], Enumerable.Range(0, 3).Select(row => some.Value(row, "stock")));
        Assert.Equal([null, "x", "y"], Enumerable.Range(0, 3).Select(row => one.With(two).Value(row, "stock")));
        Assert.Equal(["stock", "new"], one.With(Column("new", null, "n", null), [true, true, true]).Names);
        Assert.Throws<ArgumentException>(() => one.With(two, [true]));
        Assert.Contains("columns: stock", Assert.Throws<Item2VecException>(() => one.Without("color")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_training_replaces_them_and_those_of_another_model_are_ignored()
    {
        Set(0, "stock", "yes");
        byte[] set = File.ReadAllBytes(SetFile);

        using (ItemVectors other = TestVectors.Odd().With(Column("color", new string?[vectors.Count]))) ModelDirectory.Save(Model, other);
        Assert.False(File.Exists(SetFile));
        File.WriteAllBytes(SetFile, set);
        using (ItemVectors opened = ModelDirectory.OpenVectors(Model, verify: true)) Assert.Equal(["color"], opened.Attributes.Names);

        // What was set becomes part of a model that is saved again.
        Set(0, "stock", "yes");
        using (ModelDirectory opened = ModelDirectory.Open(Model)) ModelDirectory.Save(directory.File("copy"), opened.Vectors);
        using ItemVectors copy = ModelDirectory.OpenVectors(directory.File("copy"), verify: true);
        Assert.Equal("yes", copy.Attributes.Value(0, "stock"));
    }

    [Fact]
    public void A_damaged_file_is_an_error_that_says_so()
    {
        Set(0, "stock", "yes");
        byte[] bytes = File.ReadAllBytes(SetFile);
        bytes[^100] ^= 1;
        File.WriteAllBytes(SetFile, bytes);

        Item2VecException error = Assert.Throws<Item2VecException>(() => ModelDirectory.OpenVectors(Model, verify: false));
        Assert.Contains("the file of attributes is damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("set the attributes again", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_file_of_the_name_is_not_taken_for_the_models()
    {
        File.WriteAllText(SetFile, "mine");
        Assert.Equal(ErrorCode.CannotWrite, Assert.Throws<Item2VecException>(() => ModelDirectory.Save(Model, vectors)).Code);
        Assert.Equal("mine", File.ReadAllText(SetFile));
    }

    [Fact]
    public void Only_the_directory_of_a_model_takes_them()
    {
        foreach (string path in (string[])[directory.File("none"), Path.Combine(Model, "items.i2v")])
            Assert.Equal(
                ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => ModelAttributes.Set(path, one => one.Attributes)).Code);
    }

    private static ItemAttributes Column(string name, params string?[] values) => new([name], [StringColumn.Of(values)]);

    private static string?[] Values(ItemVectors of, string name)
        => [.. Enumerable.Range(0, of.Count).Select(row => of.Attributes.Value(row, name))];

    private void Set(int row, string column, string value) => ModelAttributes.Set(
        Model,
        current => current.Attributes.With(
            current.Count, new Dictionary<string, Dictionary<int, string?>> { [column] = new() { [row] = value } }));
}
