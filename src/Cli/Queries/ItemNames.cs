using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Titles;

namespace Item2Vec.Cli.Queries;

/// <summary>Items by id, or by title as <c>title:karma police</c>.</summary>
internal sealed class ItemNames(ItemIndex index)
{
    /// <summary>What the help of an option says of titles.</summary>
    public const string Help = "'title:WORDS' for the one item whose title has them";

    private TitleSearch? titles;

    /// <summary>The ids of items. Titles are looked at only if one is given.</summary>
    /// <param name="items">Ids and titles.</param>
    /// <param name="skipUnknown">Whether an unknown title is left as it is, as an unknown id.</param>
    /// <exception cref="Item2VecException">A title is unknown, or that of several items.</exception>
    public string[] Of(string[] items, bool skipUnknown = false)
        => Array.ConvertAll(items, item => IsTitle(item) ? Resolve(item, skipUnknown) : item);

    /// <summary>The items of an expression, which may be titles without the prefix.</summary>
    public VectorExpression Of(VectorExpression expression)
        => expression.Terms.All(term => index.Vectors.Vocabulary.TryGetRow(term.Item, out _))
            ? expression : (titles ??= new TitleSearch(index.Vectors)).Resolve(expression);

    /// <summary>Whether a text is a title by its prefix.</summary>
    public static bool IsTitle(string item) => item.StartsWith(TitleSearch.Prefix, StringComparison.Ordinal);

    private string Resolve(string item, bool skipUnknown)
    {
        try
        {
            return (titles ??= new TitleSearch(index.Vectors)).Resolve(item);
        }
        catch (Item2VecException unknown) when (skipUnknown && unknown.Code == ErrorCode.NotFound)
        {
            return item;
        }
    }
}
