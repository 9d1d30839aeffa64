using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using Item2Vec.Cli.Options;

namespace Item2Vec.Cli.Tests.Options;

/// <summary>What libraries name in their errors has a name on the command line.</summary>
public sealed partial class OptionNamesTests
{
    private static readonly string[] Libraries = ["Embeddings", "Data", "Content", "Index", "Evaluation"];

    private static readonly string Sources = Path.Combine(
        typeof(OptionNamesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "Repository").Value!, "src");

    [Fact]
    public void Every_option_of_an_error_has_a_flag()
    {
        string[] options = [.. Libraries
            .SelectMany(library => Directory.EnumerateFiles(Path.Combine(Sources, library), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => OptionOfError().Matches(File.ReadAllText(file)))
            .Select(found => found.Groups["name"].Value).Distinct()];
        Assert.True(options.Length > 15, $"only {options.Length} options were found");
        Assert.DoesNotContain(options, option => OptionNames.Of(option) is null);
    }

    [Fact]
    public void Every_flag_and_command_that_errors_name_is_there()
    {
        Command[] commands = [.. CommandRegistry.For([]).SelectMany(command => (Command[])[command, .. command.Subcommands])];
        HashSet<string> flags = [.. commands.SelectMany(command => command.Options).Concat(GlobalOptions.All)
            .SelectMany(option => option.Aliases.Append(option.Name))];
        HashSet<string> verbs = [.. commands.Select(command => command.Name)];
        foreach (string word in OptionNames.All.SelectMany(name => name.Split(' ')).Where(word => word is not ("item2vec" or "FILE")))
            Assert.Contains(word, word.StartsWith('-') ? flags : verbs);
    }

    /// <summary>A name after "Option =", or the property of options that is handed on to be one.</summary>
    [GeneratedRegex(@"(?:Option = (?:[^;,}]* \? )?(?:nameof\((?:\w+\.)?|"")|nameof\(\w+Options\.)(?<name>[\w.]+)")]
    private static partial Regex OptionOfError();
}
