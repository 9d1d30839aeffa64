using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Browser.Tests.Support;

/// <summary>A small shop of records: six kinds of music that are bought together, and a record with a name that means harm.</summary>
internal static class Records
{
    public const int PerKind = 12;

    /// <summary>An id that breaks out of an attribute and of an element, where it is not escaped.</summary>
    public const string HostileItem = "\"><script>document.title='broken'</script>";

    public const string HostilePageTitle = "Records </title><script>document.title='broken'</script>";

    public static readonly string[] Kinds = ["jazz", "opera", "techno", "folk", "metal", "blues"];

    /// <summary>Ends elements, turns the direction of text, looks like a formula, and is long.</summary>
    public static readonly string HostileTitle =
        "=cmd </script></textarea><img src=x onerror=\"document.title='broken'\">\u202Egnp.exe \0\n&amp; '" + new string('x', 10_000);

    public static readonly MapOptions Layout = new() { Method = MapMethod.Pca, Threads = 1, ClusterBy = "kind" };

    /// <summary>The items but the hostile one.</summary>
    public static IEnumerable<string> Items
        => Kinds.SelectMany(kind => Enumerable.Range(0, PerKind).Select(number => $"{kind}-{number}"));

    public static ItemIndex Index()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Sessions());
        using ItemVectors trained = ItemTrainer.Train(corpus, new() { Dimensions = 16, Epochs = 8, Threads = 1 });
        using ItemVectors titled = trained.With(Attributes(trained));
        using ItemVectors vectors = titled.With(CooccurrenceBuilder.Build(corpus, new() { Threads = 1 }));
        return ItemIndex.Build(vectors);
    }

    /// <summary>Writes the page of the records.</summary>
    public static void WritePage(ItemIndex index, string path)
    {
        ItemMap map = ItemMap.Create(index, Layout);
        MapPage.Create(index, map, new() { Title = HostilePageTitle, ColorBy = "kind" }).Write(path);
    }

    private static IEnumerable<string[]> Sessions()
    {
        Random random = new(7);
        for (int session = 0; session < 900; session++)
        {
            string kind = Kinds[random.Next(Kinds.Length)];
            string[] bought = [.. Enumerable.Range(0, random.Next(3, 9)).Select(_ => $"{kind}-{random.Next(PerKind)}")];
            yield return session % 30 == 0 ? [.. bought, HostileItem] : bought;
        }
    }

    private static ItemAttributes Attributes(ItemVectors vectors)
    {
        string[] items = [.. Enumerable.Range(0, vectors.Count).Select(row => vectors.Vocabulary[row])];
        return new ItemAttributes(
            ["title", "kind"],
            [
                StringColumn.Of([.. items.Select(TitleOf)]),
                StringColumn.Of([.. items.Select(item => item == HostileItem ? "</script>" : item.Split('-')[0])]),
            ]);
    }

    private static string TitleOf(string item)
        => item == HostileItem
            ? HostileTitle
            : $"{char.ToUpperInvariant(item[0])}{item[1..].Replace("-", " record ", StringComparison.Ordinal)}";
}

/// <summary>The records' index and their page on disk, made once.</summary>
public sealed class RecordsPage : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("item2vec-test-");

    public RecordsPage()
    {
        string path = Path.Combine(directory.FullName, "map.html");
        Records.WritePage(Index, path);
        Address = new Uri(path).AbsoluteUri;
    }

    internal ItemIndex Index { get; } = Records.Index();

    internal string Address { get; }

    public void Dispose()
    {
        Index.Dispose();
        directory.Delete(recursive: true);
    }
}
