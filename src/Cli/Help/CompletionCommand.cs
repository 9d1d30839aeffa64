using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Help;

/// <summary>item2vec completion: the script by which a shell completes command lines.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> shell;

    public CompletionCommand()
        : base("completion", "Print the script by which a shell completes commands, options and their values")
    {
        shell = new Argument<string>("shell")
        {
            HelpName = string.Join('|', CompletionScripts.Shells), Description = "The shell; the script says where it goes",
        };
        shell.AcceptOnlyFromAmong(CompletionScripts.Shells);
        Add(shell);
    }

    public override IReadOnlyList<string> Examples => ["item2vec completion bash > item2vec.bash"];

    protected override int Run(CliContext context)
    {
        Streams.Write(() => context.Streams.Results.Write(CompletionScripts.Of(context.Parsed.GetRequiredValue(shell))));
        return ExitCode.Ok;
    }
}
