using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Help;

/// <summary>item2vec man: the manual pages of all commands.</summary>
internal sealed class ManCommand : CliCommand
{
    private readonly Option<string> output;

    public ManCommand()
        : base("man", "Write the manual pages of all commands")
    {
        output = Added(CliOption.Word(
            "--output", "FOLDER", "Where to write them; /usr/local/share/man/man1 is looked at by man", "-o").Needed());
    }

    public override IReadOnlyList<string> Examples => ["item2vec man -o man1"];

    protected override int Run(CliContext context)
    {
        string directory = context.Value(output);
        List<string> written = [];
        foreach (Command command in Tree(context.Parsed.RootCommandResult.Command))
        {
            string path = Path.Combine(directory, $"{ManPage.NameOf(command)}.1");
            string page = ManPage.Of(command);
            AtomicFile.EnsureWritable(path);
            AtomicFile.Write(path, stream =>
            {
                using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
                writer.Write(page);
            });
            written.Add(path);
        }

        context.WriteNote($"wrote {Readable.Count(written.Count, "page")} to {directory}; see one with: man -l {written[0]}");
        return ExitCode.Ok;
    }

    private static IEnumerable<Command> Tree(Command command)
        => command.Subcommands.Where(sub => !sub.Hidden).SelectMany(Tree).Prepend(command);
}
