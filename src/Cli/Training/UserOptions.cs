using System.CommandLine;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli;

/// <summary>The options of train that say how users are learned.</summary>
internal sealed class UserOptions
{
    private static readonly (string Name, UserMode Mode)[] Modes = [("dbow+items", UserMode.DbowItems), ("dbow", UserMode.Dbow), ("dm", UserMode.Dm)];

    private readonly Option<string?> mode = CliOption.Choice(
        "--user-mode", "With --variant user: the user predicts items beside the context items, alone, or in their mean [default: dbow+items]", [.. Modes.Select(mode => mode.Name)])!;

    public UserOptions(Command command) => command.Add(mode);

    /// <summary>Adds what the command line says of users.</summary>
    /// <exception cref="Item2VecException">It says something and the variant has none.</exception>
    public TrainingOptions AddTo(TrainingOptions options, CliContext context)
    {
        if (context.Value(mode) is not string name) return options;
        if (options.Variant != "user") throw new Item2VecException($"--user-mode: variant '{options.Variant}' learns no users", "add --variant user", ErrorCode.Usage);
        return options with { UserMode = Modes.First(mode => mode.Name == name).Mode };
    }

    /// <summary>The mode as the command line writes it.</summary>
    public static string NameOf(UserMode mode) => Modes.First(known => known.Mode == mode).Name;
}
