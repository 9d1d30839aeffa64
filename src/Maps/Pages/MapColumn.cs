using System.Globalization;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Maps.Pages;

/// <summary>A column of attributes as a page can color by it: numbers, or values that several items have.</summary>
internal sealed class MapColumn
{
    /// <summary>The code of an item without a value.</summary>
    public const ushort NoValue = ushort.MaxValue;

    /// <summary>Fewer different numbers than this are names, such as 1 to 5 stars.</summary>
    private const int MinNumbers = 13;

    private MapColumn(string name, float[]? numbers, ushort[]? codes, string[] values)
    {
        Name = name;
        Numbers = numbers;
        Codes = codes;
        Values = values;
    }

    public string Name { get; }

    /// <summary>The number of each item, NaN for none; null for a column of names.</summary>
    public float[]? Numbers { get; }

    /// <summary>The place of each item's value in <see cref="Values"/>.</summary>
    public ushort[]? Codes { get; }

    /// <summary>The values in the order in which they first stand.</summary>
    public string[] Values { get; }

    /// <summary>The columns besides the title, and the names of those that nearly every item has a value of its own in.</summary>
    public static (IReadOnlyList<MapColumn> Columns, IReadOnlyList<string> LeftOut) Of(ItemAttributes attributes, int count)
    {
        List<MapColumn> columns = [];
        List<string> leftOut = [];
        foreach (string name in attributes.Names.Where(name => name != attributes.TitleColumn))
        {
            if (Read(attributes, name, count) is MapColumn column) columns.Add(column);
            else leftOut.Add(name);
        }

        return (columns, leftOut);
    }

    /// <summary>One column, or null where values are not shared.</summary>
    public static MapColumn? Read(ItemAttributes attributes, string name, int count)
    {
        string?[] texts = [.. Enumerable.Range(0, count).Select(row => attributes.Value(row, name))];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (string text in texts.OfType<string>()) places.TryAdd(text, places.Count);
        if (places.Count == 0) return null;
        if (places.Count >= MinNumbers && places.Keys.All(text => TryRead(text, out _)))
            return new MapColumn(name, [.. texts.Select(text => TryRead(text, out float number) ? number : float.NaN)], null, []);
        if (places.Count >= NoValue || places.Count > Math.Max(256, count / 3)) return null;
        return new MapColumn(name, null, [.. texts.Select(text => text is null ? NoValue : (ushort)places[text])], [.. places.Keys]);
    }

    private static bool TryRead(string? text, out float number)
        => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
