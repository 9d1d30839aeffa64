using System.Text.Json;

namespace Item2Vec.Embeddings.Options;

/// <summary>Under what heading an option stands in help and documents.</summary>
public enum OptionGroup
{
    /// <summary>What is learned.</summary>
    Model,

    /// <summary>What is context of what.</summary>
    Context,

    /// <summary>Which items compete, and which events are dropped.</summary>
    Sampling,

    /// <summary>How long is learned, and in what steps.</summary>
    Steps,

    /// <summary>How a training runs.</summary>
    Run,
}

/// <summary>Where users meet an option.</summary>
public enum OptionVisibility
{
    /// <summary>In the short help.</summary>
    Common,

    /// <summary>In the full help.</summary>
    Advanced,

    /// <summary>In a file of options alone.</summary>
    ConfigOnly,

    /// <summary>On every command line that trains, and in no file: it says how a command runs.</summary>
    Everywhere,
}

/// <summary>
/// One option of a training, declared once: command line, files of options, help, documents, validation, comparison and search derive
/// from it. Immutable and thread-safe.
/// </summary>
public abstract class TrainingOption
{
    private protected TrainingOption(string property, string key)
    {
        Property = property;
        Key = key;
    }

    /// <summary>The property of <see cref="TrainingOptions"/>.</summary>
    public string Property { get; }

    /// <summary>The name in files of options; with two dashes before it, on the command line.</summary>
    public string Key { get; }

    /// <summary>The key as JSON has it: <c>max-gap</c> is <c>maxGap</c>.</summary>
    public string JsonName
        => string.Concat(Key.Split('-').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>What it does, in one line.</summary>
    public required string Help { get; init; }

    /// <summary>Its heading.</summary>
    public required OptionGroup Group { get; init; }

    /// <summary>Where users meet it.</summary>
    public OptionVisibility Visibility { get; init; } = OptionVisibility.Advanced;

    /// <summary>The variant whose option it is, or null for all.</summary>
    public string? Variant { get; init; }

    /// <summary>The values that a search draws, or null where none may.</summary>
    internal SearchRange? Search { get; init; }

    /// <summary>Whether two trainings that differ in it can give different vectors.</summary>
    public bool ChangesResult { get; init; } = true;

    /// <summary>The default in words, where its value does not tell it.</summary>
    internal string? DefaultText { get; init; }

    /// <summary>The default, as help and documents show it.</summary>
    public string Default => DefaultText ?? Format(new TrainingOptions());

    /// <summary>What kind of value it has.</summary>
    public abstract OptionKind Kind { get; }

    /// <summary>What stands for a value in the help: <c>N</c>, <c>true|false</c>.</summary>
    public abstract string Syntax { get; }

    /// <summary>What a text must be: <c>a whole number from 1 to 5</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>The value of options as text, which <see cref="TrySet"/> reads.</summary>
    public abstract string Format(TrainingOptions options);

    /// <summary>The value that a training with a variant uses, as text: what a default that depends on other options comes to.</summary>
    public abstract string Format(TrainingOptions options, VariantDefinition variant);

    /// <summary>Reads a text into options; false when it is no value of this option.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">The options; with the value, where it is one.</param>
    public abstract bool TrySet(string text, ref TrainingOptions options);

    /// <summary>The value that a training uses as a number, for options that can be searched.</summary>
    /// <exception cref="InvalidOperationException">The option is no number.</exception>
    internal abstract double NumberOf(TrainingOptions options, VariantDefinition variant);

    /// <summary>Options with a number as the value.</summary>
    /// <exception cref="InvalidOperationException">The option is no number.</exception>
    internal abstract TrainingOptions WithNumber(TrainingOptions options, double value);

    /// <summary>What is wrong with the value, or null.</summary>
    internal abstract string? Problem(TrainingOptions options);
}

/// <summary>An option in which two trainings differ.</summary>
/// <param name="Option">The option.</param>
/// <param name="First">The value of one, as <see cref="TrainingOption.TrySet"/> reads it.</param>
/// <param name="Second">That of the other.</param>
public readonly record struct OptionDifference(TrainingOption Option, string First, string Second);

/// <summary>An option with its value.</summary>
/// <param name="Option">The option.</param>
/// <param name="Text">The value, as <see cref="TrainingOption.TrySet"/> reads it.</param>
public readonly record struct OptionSetting(TrainingOption Option, string Text)
{
    /// <summary>What people call the option: its key, in words.</summary>
    public string Label => Option.Key.Replace('-', ' ');

    /// <summary>Whether JSON quotes the text: it is neither a number nor true or false.</summary>
    public bool IsQuoted => Option.Kind switch
    {
        OptionKind.Switch => false,
        OptionKind.Whole or OptionKind.Number => !OptionValue.TryReadNumber(Text, out _),
        _ => true,
    };

    /// <summary>Writes the option as a property of a JSON object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WritePropertyName(Option.JsonName);
        if (IsQuoted) json.WriteStringValue(Text);
        else json.WriteRawValue(Text);
    }
}

/// <inheritdoc cref="TrainingOption"/>
/// <param name="property">The property, or what of it the option is.</param>
/// <param name="key">The name.</param>
/// <param name="values">What it can be.</param>
/// <param name="get">The value of options.</param>
/// <param name="with">Options with another value.</param>
internal sealed class TrainingOption<T>(
    string property, string key, OptionValue<T> values, Func<TrainingOptions, T> get, Func<TrainingOptions, T, TrainingOptions> with)
    : TrainingOption(property, key)
{
    /// <summary>The value that a training uses, where it is not simply the option's.</summary>
    public Func<TrainingOptions, VariantDefinition, T>? Effective { get; init; }

    public override OptionKind Kind => values.Kind;

    public override string Syntax => values.Syntax;

    public override string Expected => values.Expected;

    public override string Format(TrainingOptions options) => values.Write(get(options));

    public override string Format(TrainingOptions options, VariantDefinition variant) => values.Write(Value(options, variant));

    public override bool TrySet(string text, ref TrainingOptions options)
    {
        if (!values.TryRead(text, out T value)) return false;
        options = with(options, value);
        return true;
    }

    internal override double NumberOf(TrainingOptions options, VariantDefinition variant) => Value(options, variant) switch
    {
        int whole => whole,
        double number => number,
        _ => throw new InvalidOperationException($"{Property} is no number."),
    };

    internal override TrainingOptions WithNumber(TrainingOptions options, double value)
    {
        if (typeof(T) == typeof(int)) return with(options, (T)(object)(int)value);
        if (typeof(T) == typeof(double) || typeof(T) == typeof(double?)) return with(options, (T)(object)value);
        throw new InvalidOperationException($"{Property} is no number.");
    }

    internal override string? Problem(TrainingOptions options)
    {
        T value = get(options);
        if (values.IsValid(value)) return null;
        return $"{Property} {(value is IFormattable number ? OptionValue.Text(number) : Format(options))} {values.Rule}";
    }

    private T Value(TrainingOptions options, VariantDefinition variant) => Effective is null ? get(options) : Effective(options, variant);
}
