using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;

namespace Item2Vec.Maps.Pages;

/// <summary>
/// A map as one HTML file that works from disk: points, neighbors, search, analogies. It loads nothing and sends nothing.
/// </summary>
/// <remarks>Immutable. Texts of items are data of the page, and its policy admits no script but its own.</remarks>
public sealed class MapPage
{
    private readonly MapContent content;
    private readonly string title;

    private MapPage(MapContent content, string title)
    {
        this.content = content;
        this.title = title;
    }

    /// <summary>The number of items that the page shows.</summary>
    public int Count => content.Count;

    /// <summary>Each part of the page's data and its size when the page is written, in bytes.</summary>
    public IReadOnlyList<MapPagePart> Parts
        => [.. content.Sections.Select(section => new MapPagePart(section.Name, 4L * ((section.Compressed.Length + 2) / 3)))];

    /// <summary>Collects what a page shows: texts, and the neighbors of each item.</summary>
    /// <param name="index">The index of the map.</param>
    /// <param name="map">The map.</param>
    /// <param name="options">What the page shows; null takes the defaults.</param>
    /// <param name="progress">Receives the number of items whose neighbors are known.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ArgumentException">The map is of an index with another number of items.</exception>
    /// <exception cref="Item2VecException">An option is out of range, there is no column to color by, or there are too many items for one
    /// page (<see cref="ErrorCode.Usage"/>).</exception>
    public static MapPage Create(
        ItemIndex index, ItemMap map, MapPageOptions? options = null, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(map);
        options ??= new MapPageOptions();
        options.Validate();
        options.CheckColorBy(index.Vectors.Attributes);
        if (map.Count != index.Count) throw new ArgumentException($"The map is of {map.Count} items, not of {index.Count}.", nameof(map));
        MapLayout layout = MapLayout.Of(map, MapContent.CountOf(index, options.MaxItems));
        int threads = map.Options.Threads == 0 ? Environment.ProcessorCount : map.Options.Threads;
        return new MapPage(
            MapContent.Of(index, layout, options, isLive: false, threads, progress, cancellationToken), options.Title);
    }

    /// <summary>Writes the page next to its target and renames it.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Write(string path) => AtomicFile.Write(path, file =>
    {
        using StreamWriter page = new(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        (string before, string after) = PageAssets.WholePage(title);
        page.Write(before);
        MapPageFile.WriteData(page, content);
        page.Write(after);
    });
}

/// <summary>A part of a page's data, such as the titles or the neighbors of all items.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size in the page.</param>
public readonly record struct MapPagePart(string Name, long Bytes);
