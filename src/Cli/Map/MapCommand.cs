using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;

namespace Item2Vec.Cli.Map;

/// <summary>item2vec map: the vectors as a picture to look around in.</summary>
internal sealed class MapCommand : CliCommand
{
    private readonly MapTargets targets;
    private readonly LayoutOptions layout;
    private readonly PageOptions page;
    private readonly Option<string> model;

    public MapCommand()
        : base("map", "See the vectors: a map of all items as a web page, or as a picture")
    {
        targets = new MapTargets(this);
        layout = new LayoutOptions(this);
        page = new PageOptions(this);
        model = Added(ModelOption.New());
    }

    public override bool Trains => true;

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec map -o map.html",
        "item2vec map --method umap --color-by category --png map.png --svg map.svg",
    ];

    protected override int Run(CliContext context)
    {
        MapRun run = new()
        {
            Targets = targets.From(context),
            Layout = layout.From(context),
            Page = page.From(context),
            Model = context.Value(model),
        };
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel => run.Execute(context, model, cancel), () => "map writes nothing before it is through: nothing is left behind");
    }
}
