using System.CommandLine;
using System.CommandLine.Parsing;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Options;

/// <summary>Creates options that are parsed without regard to culture and whose errors say what was expected.</summary>
internal static class CliOption
{
    /// <summary>Parses a text; when it returns false, <paramref name="expected"/> describes valid values.</summary>
    public delegate bool Reader<T>(string text, out T value, out string expected);

    public static Option<bool> Flag(string name, string description, params string[] aliases)
        => new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An option that is true or false.</summary>
    public static Option<bool> Switch(string name, string description)
    {
        Option<bool> option = Valued(name, OptionValue.Switch, description);
        option.Arity = ArgumentArity.ExactlyOne;
        return option;
    }

    /// <summary>Whether an option is true or false.</summary>
    public static bool IsSwitch(Option option) => option.HelpName == OptionValue.Switch.Syntax;

    /// <summary>Whether an option takes no value.</summary>
    public static bool IsFlag(Option option) => option.Arity.MaximumNumberOfValues == 0;

    public static Option<string?> Text(string name, string helpName, string description, params string[] aliases)
        => new(name, aliases) { Description = description, HelpName = helpName };

    /// <summary>A text that must not be empty.</summary>
    public static Option<string> Word(string name, string helpName, string description, params string[] aliases)
        => Parsed<string>(name, helpName, description, (string text, out string value, out string expected) =>
        {
            value = text;
            expected = "a name";
            return text.Length > 0;
        }, aliases);

    /// <summary>An option that may be repeated and takes one value each time.</summary>
    public static Option<string[]> Repeated(string name, string helpName, string description)
        => new(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.OneOrMore };

    /// <summary>An option that may be repeated and takes several values each time.</summary>
    public static Option<string[]> Several(string name, string helpName, string description, params string[] aliases)
        => new(name, aliases)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        };

    public static Option<string> Choice(string name, string description, params string[] choices)
        => Valued(name, OptionValue.Choice([.. choices.Select(choice => (choice, choice))]), description);

    public static Option<int> Whole(string name, string description, int min, int max, string helpName = "N")
        => Valued(name, OptionValue.Whole(min, max) with { Syntax = helpName }, description);

    /// <summary>A whole number, or null where its default depends on what is not known yet.</summary>
    public static Option<int?> WholeOrDefault(string name, string description, int min, int max)
    {
        OptionValue<int> values = OptionValue.Whole(min, max);
        return Parsed<int?>(name, "N", description, (string text, out int? value, out string expected) =>
        {
            expected = values.Expected;
            bool isValue = values.TryRead(text, out int read);
            value = read;
            return isValue;
        });
    }

    /// <summary>A number, as <see cref="OptionValue.TryReadNumber"/> reads it.</summary>
    public static Option<double> Number(string name, string description, string expectation, Func<double, bool> isValid)
        => Parsed<double>(name, "X", description, (string text, out double value, out string expected) =>
        {
            expected = expectation;
            return OptionValue.TryReadNumber(text, out value) && isValid(value);
        });

    /// <summary>An option of a training, named, explained and checked as it is declared.</summary>
    /// <param name="declared">The declaration.</param>
    /// <param name="value">The value of a text and of options that have it.</param>
    public static Option<T> Declared<T>(TrainingOption declared, Func<string, TrainingOptions, T> value)
    {
        return Parsed<T>(
            $"--{declared.Key}", declared.Syntax, HelpOf(declared),
            (string text, out T read, out string expected) =>
            {
                expected = declared.Expected;
                TrainingOptions options = new();
                bool isValue = declared.TrySet(text, ref options);
                read = value(text, options);
                return isValue;
            });
    }

    /// <summary>The help of a training option: the variant it belongs to, what it does, and its default.</summary>
    public static string HelpOf(TrainingOption declared)
        => $"{(declared.Variant is string owner ? $"{owner}: " : string.Empty)}{declared.Help} [default: {declared.Default}]";

    /// <summary>An option with the values that a training option of the same kind has.</summary>
    public static Option<T> Valued<T>(string name, OptionValue<T> values, string description)
        => Parsed<T>(name, values.Syntax, description, (string text, out T value, out string expected) =>
        {
            expected = values.Expected;
            return values.TryRead(text, out value);
        });

    public static Option<T> Parsed<T>(string name, string helpName, string description, Reader<T> read, params string[] aliases)
    {
        Option<T> option = new(name, aliases)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Read(result, name, read),
        };

        // "text|json", "N|session": words that a shell completes, and placeholders.
        if (helpName.Split('|') is [_, _, ..] words) option.CompletionSources.Add(Array.FindAll(words, word => !word.All(char.IsUpper)));
        return option;
    }

    public static Option<T> WithDefault<T>(this Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }

    public static Option<T> Needed<T>(this Option<T> option)
    {
        option.Required = true;
        return option;
    }

    public static Option<T> Everywhere<T>(this Option<T> option)
    {
        option.Recursive = true;
        return option;
    }

    /// <summary>All names of an option.</summary>
    public static IEnumerable<string> Names(this Option option) => option.Aliases.Append(option.Name);

    private static T Read<T>(ArgumentResult result, string name, Reader<T> read)
    {
        string text = result.Tokens[^1].Value;
        if (read(text, out T value, out string expected)) return value;
        result.AddError($"{name} expects {expected}, not '{text}'");
        return default!;
    }
}

/// <summary>Durations such as 45s, 30m, 2h and 1d.</summary>
internal static class Duration
{
    public static bool TryRead(string text, out TimeSpan? value, out string expected)
    {
        expected = DurationText.Expected;
        return DurationText.TryRead(text, out value);
    }
}
