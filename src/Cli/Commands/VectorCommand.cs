using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec vector: the numbers of an item or a user.</summary>
internal sealed class VectorCommand : CliCommand
{
    private readonly SubjectOptions subjects;
    private readonly Option<string> matrix;
    private readonly Option<string> model;

    public VectorCommand()
        : base("vector", "Print the vector of an item or a user")
    {
        subjects = new SubjectOptions(this);
        matrix = Added(MatrixOption.New());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec vector --item WK_Nr4tUtl8 --format json"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        Subjects asked = subjects.From(context);
        ItemVectors vectors = asked.In(index).Vectors;
        if (asked.AreUsers && context.Value(matrix) == "output")
            throw new Item2VecException("--matrix output: users have no output vectors", "a user's vector is an input: it predicts items, nothing predicts it", ErrorCode.Usage);
        bool output = MatrixOption.IsOutput(context, matrix, vectors);
        int[] rows = [.. asked.Ids.Select(vectors.Vocabulary.RowOf)];
        float[][] numbers = [.. rows.Select(row => output ? vectors.OutputVector(row) : vectors.Vector(row))];
        context.Print(new VectorReport(asked.Ids, numbers, asked.Several, Subjects.Noun(asked.AreUsers)));
        return ExitCode.Ok;
    }
}
