using System.CommandLine;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>item2vec vector: the numbers of an item or a user.</summary>
internal sealed class VectorCommand : CliCommand
{
    private readonly SubjectOptions subjects;
    private readonly Option<string[]> history;
    private readonly Option<string> matrix;
    private readonly Option<string> model;

    public VectorCommand()
        : base("vector", "Print the vector of an item or a user")
    {
        history = CliOption.Several("--history", "ID,", "In place of an item the items someone has used, oldest first, parted by commas: the vector inferred from them; '-' reads such lines from standard input");
        subjects = new SubjectOptions(this, history);
        Add(history);
        matrix = Added(MatrixOption.New());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec vector --item WK_Nr4tUtl8 --format json"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(context, model);
        if (context.Value(history) is { Length: > 0 } histories)
        {
            context.Print(Inferred(histories, index));
            return ExitCode.Ok;
        }

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

    /// <summary>One history, whose items may come in several values, or one from each line of standard input.</summary>
    private static VectorReport Inferred(string[] values, ItemIndex index)
    {
        (string[] lines, bool several) = values is ["-"] ? ItemList.FromOptionOrInput(values) : ([string.Join(',', values)], false);
        Vocabulary vocabulary = index.Vectors.Vocabulary;
        float[][] inferred = [.. lines.Select(line => index.Infer(ItemList.Read(several ? [line] : values, vocabulary)))];
        return new VectorReport(lines, inferred, several, "history");
    }
}
