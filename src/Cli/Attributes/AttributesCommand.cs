using System.CommandLine;
using Item2Vec.Cli.Help;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Attributes;

/// <summary>item2vec attributes: the attributes of a trained model's items.</summary>
internal sealed class AttributesCommand : CliCommand
{
    public AttributesCommand()
        : base("attributes", "Set, list or remove attributes of a model's items, such as stock and prices, without training")
    {
        Add(new AttributesSetCommand());
        Add(new AttributesListCommand());
        Add(new AttributesUnsetCommand());
    }

    public override IReadOnlyList<string> Examples => ["item2vec attributes set items.csv", "item2vec attributes list"];

    protected override int Run(CliContext context) => new HelpWriter().Invoke(context.Parsed);
}

/// <summary>item2vec attributes list: the columns of a model and their values.</summary>
internal sealed class AttributesListCommand : CliCommand
{
    private readonly Option<string> model;

    public AttributesListCommand()
        : base("list", "Show the attributes of a model and their most frequent values") => model = Added(ModelOption.New());

    public override IReadOnlyList<string> Examples => ["item2vec attributes list", "item2vec attributes list --format json"];

    protected override int Run(CliContext context)
    {
        using ModelDirectory opened = ModelDirectory.Open(context.Value(model));
        context.Print(new AttributesReport(
            [.. opened.Vectors.Attributes.Names.Select(name => opened.Vectors.Attributes.Summarize(name, AttributesReport.MaxValues))]));
        return ExitCode.Ok;
    }
}

/// <summary>item2vec attributes unset: removes columns.</summary>
internal sealed class AttributesUnsetCommand : CliCommand
{
    private readonly Argument<string[]> columns;
    private readonly Option<string> model;

    public AttributesUnsetCommand()
        : base("unset", "Remove attributes from all items of a model")
    {
        columns = new Argument<string[]>("columns")
        {
            HelpName = "COLUMN", Description = "The attributes to remove", Arity = ArgumentArity.OneOrMore,
        };
        Add(columns);
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec attributes unset price"];

    protected override int Run(CliContext context)
    {
        string path = context.Value(model);
        string[] removed = context.Parsed.GetRequiredValue(columns);
        ModelAttributes.Set(path, vectors => removed.Aggregate(vectors.Attributes, (all, column) => all.Without(column)));
        context.WriteNote($"removed {string.Join(", ", removed)} from {path}");
        return ExitCode.Ok;
    }
}
