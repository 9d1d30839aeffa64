using Item2Vec.Content.Encoders;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Mapping;

/// <summary>Trained items and those that only have content, with the maps that place them on the input and the output side.</summary>
internal sealed class PlacedItems
{
    private const int FewestItems = 20;
    private const int Window = 5;
    private const int MaxPairs = 1_000_000;

    private readonly ItemVectors trained;
    private readonly IReadOnlyList<ItemVectors> contents;
    private readonly ContentFeatures features;
    private readonly string[] cold;
    private readonly ContentMap? output;
    private readonly float outputLength;

    private PlacedItems(ItemVectors trained, IReadOnlyList<ItemVectors> contents, ContentFeatures features, string[] cold, int learned,
        ContentMap input, ContentMap? output, float outputLength)
    {
        (this.trained, this.contents, this.features, this.cold, Learned, Input, this.output, this.outputLength) = (trained, contents,
            features, cold, learned, input, output, outputLength);
    }

    public ItemVectors Trained => trained;

    public int Learned { get; }

    public int ColdItems => cold.Length;

    public ContentMap Input { get; }

    /// <summary>Rejects, before any training, data that no map can be learned from.</summary>
    /// <exception cref="Item2VecException">Too few items have both content and events, or content holds invalid numbers.</exception>
    public static void Check(Vocabulary items, IReadOnlyList<ItemVectors> contents, ContentOptions options)
    {
        foreach (ItemVectors kind in contents)
            for (int row = 0; row < kind.Count; row++) ContentFeatures.Unit(kind, kind.Vocabulary[row]);
        CheckCount(Described(items, contents, options).Length, options);
    }

    /// <summary>Learns the maps.</summary>
    /// <exception cref="Item2VecException">Too few items have both content and events.</exception>
    public static PlacedItems Learn(ItemVectors trained, IReadOnlyList<ItemVectors> contents, SessionCorpus corpus, ContentOptions options,
        CancellationToken cancel)
    {
        Vocabulary items = trained.Vocabulary;
        string[] described = Described(items, contents, options);
        CheckCount(described.Length, options);
        ContentFeatures features = new(contents, described);
        (int Row, float[] X)[] learned = [.. described.Select(item => (items.RowOf(item), features.Of(item)))
            .Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!))];
        (int From, int To)[] pairs = options.Map == ContentMapKind.Pairwise
            ? Pairs(corpus, [.. learned.Select(item => item.Row)], options.Seed) : [];
        ContentMap input = ContentMap.Learn(Data(learned, items, trained.Vector), options, pairs, cancel);

        // Next items are ranked by output vectors, whose length matters: new items get that of the rare half.
        ContentMap? output = trained.HasOutput
            ? ContentMap.Learn(Data(learned, items, trained.OutputVector),
            options with { Map = options.Map == ContentMapKind.Knn ? ContentMapKind.Knn : ContentMapKind.Ridge }, [], cancel) : null;
        float length = trained.HasOutput ? (float)learned.Skip(learned.Length / 2)
            .Average(item => Norms.Length(trained.OutputVector(item.Row))) : 0;
        string[] cold = [.. contents.SelectMany(kind => Enumerable.Range(0, kind.Count).Select(row => kind.Vocabulary[row]))
            .Where(item => !items.TryGetRow(item, out _)).Distinct(StringComparer.Ordinal).Where(item => features.Of(item) is not null)];
        return new PlacedItems(trained, contents, features, cold, learned.Length, input, output, length);
    }

    /// <summary>The same content mapped to other vectors of the same items; null if too few have enough events.</summary>
    public PlacedItems? On(ItemVectors vectors, SessionCorpus corpus, ContentOptions options, CancellationToken cancel)
        => Described(vectors.Vocabulary, contents, options).Length >= FewestItems
            ? Learn(vectors, contents, corpus, options, cancel) : null;

    /// <summary>The vector that content predicts for each trained item, null if it has no content.</summary>
    public float[]?[] Places()
    {
        (int Row, float[] X)[] described = [.. Enumerable.Range(0, trained.Count)
            .Select(row => (row, features.Of(trained.Vocabulary[row]))).Where(item => item.Item2 is not null)
            .Select(item => (item.row, item.Item2!))];
        float[]?[] places = new float[]?[trained.Count];
        foreach (((int row, _),
            float[] place) in described.Zip(
            Input.Predict([.. described.Select(item => item.X)], [.. described.Select(item => item.Row)]))) places[row] = place;
        return places;
    }

    /// <summary>The vectors that content gives to trained items, as items without events get them; null for one without content.</summary>
    public PlacedVector?[] PlacesOf(IReadOnlyList<int> rows)
    {
        (int Place, int Row, float[] X)[] described = [.. rows.Select((row, place) => (place, row, features.Of(trained.Vocabulary[row])))
            .Where(item => item.Item3 is not null).Select(item => (item.place, item.row, item.Item3!))];
        float[][] x = [.. described.Select(item => item.X)];
        int[] own = [.. described.Select(item => item.Row)];
        float[][] inputs = Input.Predict(x, own), outputs = output?.Predict(x, own) ?? [];
        PlacedVector?[] places = new PlacedVector?[rows.Count];
        for (int i = 0; i < outputs.Length; i++)
            places[described[i].Place] = new PlacedVector(inputs[i], Array.ConvertAll(outputs[i], value => value * outputLength));
        return places;
    }

    /// <summary>All items in one set of vectors: trained ones blended by the gate, then those without events.</summary>
    public ItemVectors Join(PopularityGate? gate)
    {
        Vocabulary items = trained.Vocabulary;
        VocabularyBuilder all = new();
        for (int row = 0; row < items.Count; row++) all.Add(items.Utf8(row), items.CountOf(row));
        foreach (string item in cold) all.Add(item, 0);
        EmbeddingMatrix inputs = new(all.Count, trained.Dimensions);
        EmbeddingMatrix? outputs = output is null ? null : new EmbeddingMatrix(all.Count, trained.Dimensions);
        float[]?[] described = gate is null ? [] : Places();
        for (int row = 0; row < items.Count; row++)
        {
            (gate is null ? trained.Vector(row) : Blended(row, gate, described[row])).CopyTo(inputs.Row(row));
            if (outputs is not null) trained.OutputVector(row).CopyTo(outputs.Row(row));
        }

        float[][] x = Array.ConvertAll(cold, item => features.Of(item)!);
        int[] own = Array.ConvertAll(cold, _ => -1);
        float[][] places = Input.Predict(x, own), next = output?.Predict(x, own) ?? [];
        for (int i = 0; i < cold.Length; i++)
        {
            places[i].CopyTo(inputs.Row(items.Count + i));
            if (outputs is not null) Array.ConvertAll(next[i], value => value * outputLength).CopyTo(outputs.Row(items.Count + i));
        }

        ItemVectors joined = new(all.Build(), inputs, outputs, training: trained.Training);
        foreach (string name in trained.Companions.Names) joined.Companions.Add(name, trained.Companions[name]!.Share());
        return joined;
    }

    /// <summary>A trained vector, rotated toward its content by the gate; its length stays.</summary>
    private float[] Blended(int row, PopularityGate gate, float[]? place)
    {
        float[] vector = trained.Vector(row);
        double length = Norms.Length(vector);
        if (!(length > 0) || place is null) return vector;
        double trust = gate.Trust(trained.Vocabulary.CountOf(row));
        for (int d = 0; d < vector.Length; d++) vector[d] = (float)((trust * vector[d] / length) + ((1 - trust) * place[d]));
        Pools.Normalize(vector);
        return Array.ConvertAll(vector, value => (float)(value * length));
    }

    /// <summary>The items with enough events and nonzero content.</summary>
    private static string[] Described(Vocabulary items, IReadOnlyList<ItemVectors> contents, ContentOptions options)
        => [.. Enumerable.Range(0, items.Count).Where(row => items.CountOf(row) >= options.MinCount).Select(row => items[row])
            .Where(item => contents.Any(kind => ContentFeatures.Unit(kind, item) is not null))];

    private static void CheckCount(int described, ContentOptions options)
    {
        if (described >= FewestItems) return;
        throw new Item2VecException(
            $"{described} items have content that is not a zero vector and at least {options.MinCount} events; at least {FewestItems} were "
                + "expected to learn where content puts items",
            "check that the ids of the content are those of the log, or lower ContentOptions.MinCount")
        {
            Option = "ContentOptions.MinCount",
        };
    }

    private static MapData Data((int Row, float[] X)[] learned, Vocabulary items, Func<int, float[]> vector)
    {
        (float[] X, float[] Y, long Count,
            int Row)[] all = [.. learned.Select(item => (item.X, vector(item.Row), items.CountOf(item.Row), item.Row))
            .Where(item => Norms.Length(item.Item2) > 0)];
        foreach ((_, float[] y, _, _) in all) Pools.Normalize(y);
        double maxLog = Math.Log(1 + all.Max(item => item.Count));
        return new MapData([.. all.Select(item => item.X)], [.. all.Select(item => item.Y)],
            [.. all.Select(item => Math.Min(1, Math.Log(1 + item.Count) / maxLog))]) { Rows = [.. all.Select(item => item.Row)] };
    }

    /// <summary>Items close to each other in a session, as numbers of the learned items.</summary>
    private static (int From, int To)[] Pairs(SessionCorpus corpus, int[] rows, long seed)
    {
        Dictionary<int, int> numbers = rows.Select((row, number) => (row, number)).ToDictionary(pair => pair.row, pair => pair.number);
        List<(int, int)> pairs = [];
        RandomSource random = RandomSource.For(seed, 1, rows.Length);
        for (long session = 0; session < corpus.SessionCount && pairs.Count < MaxPairs; session++)
        {
            int[] items = corpus.Session(session);
            for (int i = 0; i < items.Length; i++)
            {
                int j = i + 1 + random.NextBelow(Window);
                if (j < items.Length && numbers.TryGetValue(items[i], out int a) && numbers.TryGetValue(items[j], out int b) && a != b)
                    pairs.AddRange([(a, b), (b, a)]);
            }
        }

        return [.. pairs];
    }
}
