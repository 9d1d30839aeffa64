using System.Text;

namespace Item2Vec.Architecture.Tests;

/// <summary>Fails a test with a message that says which rule is broken, where, and what to do.</summary>
internal static class Rule
{
    public static void Holds(string rule, string remedy, IEnumerable<string> violations)
    {
        string[] all = [.. violations];
        if (all.Length == 0) return;
        StringBuilder message = new($"Rule: {rule}\n");
        foreach (string violation in all) message.Append("  broken by ").Append(violation).Append('\n');
        Assert.Fail(message.Append("What to do: ").Append(remedy).ToString());
    }
}
