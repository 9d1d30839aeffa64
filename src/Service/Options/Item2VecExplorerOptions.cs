using Item2Vec.Maps;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Service.Options;

/// <summary>The options of the explorer: how the items are laid out, and what its page shows.</summary>
public sealed class Item2VecExplorerOptions
{
    /// <summary>How the items are laid out. The threads are the explorer's own. Default: the defaults of a map, with one thread.</summary>
    public MapOptions Map { get; set; } = new() { Threads = 1 };

    /// <summary>What the page shows; <see cref="MapPageOptions.Vectors"/> is without effect, since the service calculates.</summary>
    public MapPageOptions Page { get; set; } = new();

    /// <summary>
    /// A page written by <c>item2vec map</c> for the model, whose layout is taken instead of a new one; of another model it is ignored.
    /// Default none.
    /// </summary>
    public string? MapFile { get; set; }
}
