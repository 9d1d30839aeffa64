using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec vector: the numbers of an item.</summary>
internal sealed class VectorCommand : CliCommand
{
    private readonly Option<string[]> items;
    private readonly Option<string[]> metadata;
    private readonly Option<string> matrix;
    private readonly Option<string> model;

    public VectorCommand()
        : base("vector", "Print the vector of an item")
    {
        items = Added(CliOption.Several("--item", "ID", "The item; several are printed one after the other; '-' reads them from standard input, one a line", "-i"));
        metadata = Added(MetadataQueryOptions.Metadata());
        MetadataQueryOptions.RequireOne(this, items, metadata);
        matrix = Added(MatrixOption.New());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec vector --item WK_Nr4tUtl8 --format json"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        ItemVectors vectors = index.Vectors;
        bool output = MatrixOption.IsOutput(context, matrix, vectors);
        if (context.Value(metadata) is { Length: > 0 } given)
        {
            MetadataQuery query = MetadataQuery.Of(vectors, MetadataQueryOptions.Read(given, vectors));
            context.Print(new VectorReport([string.Join(',', query.Values)], [output ? query.OutputVector() : query.Vector()], several: false) { What = "metadata" });
            return ExitCode.Ok;
        }

        (string[] asked, bool several) = ItemList.FromOptionOrInput(context.Value(items));
        int[] rows = [.. asked.Select(vectors.Vocabulary.RowOf)];
        context.Print(new VectorReport(asked, [.. rows.Select(row => output ? vectors.OutputVector(row) : vectors.Vector(row))], several));
        return ExitCode.Ok;
    }
}
