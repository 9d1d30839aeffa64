using System.CommandLine;
using Item2Vec.Indexing;

namespace Item2Vec.Cli;

/// <summary>What a query is about: items, or users of a model that has some.</summary>
internal sealed class SubjectOptions
{
    private readonly Option<string[]> items = CliOption.Several("--item", "ID", "The item; several give a list each; '-' reads them from standard input, one a line", "-i");
    private readonly Option<string[]> users = CliOption.Several("--user", "ID", "In place of an item a user, of a model that has users; several as for --item");

    /// <param name="command">The command.</param>
    /// <param name="instead">An option that may stand in place of both, or null.</param>
    public SubjectOptions(Command command, Option? instead = null)
    {
        command.Add(items);
        command.Add(users);
        command.Validators.Add(result =>
        {
            bool hasItem = result.GetResult(items) is not null;
            bool hasUser = result.GetResult(users) is not null;
            if (instead is not null && result.GetResult(instead) is not null)
            {
                if (hasItem || hasUser) result.AddError($"{instead.Name} stands in place of --item and --user: give one of them");
                return;
            }

            if (!hasItem && !hasUser) result.AddError("Option '--item' is required.");
            if (hasItem && hasUser) result.AddError("--item and --user are two questions: give one of them");
        });
    }

    public Subjects From(CliContext context)
    {
        bool areUsers = context.Value(users) is { Length: > 0 };
        (string[] ids, bool several) = ItemList.FromOptionOrInput(context.Value(areUsers ? users : items));
        return new Subjects(ids, several, areUsers);
    }
}

/// <summary>What a query is about.</summary>
/// <param name="Ids">The items or users.</param>
/// <param name="Several">Whether the answer is a list of answers.</param>
/// <param name="AreUsers">Whether they are users.</param>
internal sealed record Subjects(string[] Ids, bool Several, bool AreUsers)
{
    /// <summary>The index that knows them.</summary>
    /// <exception cref="Embeddings.Item2VecException">They are users and the model has none.</exception>
    public ItemIndex In(ItemIndex index) => AreUsers ? index.RequireUsers() : index;

    /// <summary>What one of them is called in results.</summary>
    public static string Noun(bool user) => user ? "user" : "item";
}
