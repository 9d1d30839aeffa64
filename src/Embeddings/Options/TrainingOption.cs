using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Embeddings.Options;

/// <summary>The heading of an option in help and docs.</summary>
public enum OptionGroup
{
    /// <summary>The model and its size.</summary>
    Model,

    /// <summary>Windows and context.</summary>
    Context,

    /// <summary>Negative samples and subsampling.</summary>
    Sampling,

    /// <summary>Epochs, optimizer and learning rate.</summary>
    Steps,

    /// <summary>Threads and the random seed.</summary>
    Run,
}

/// <summary>Where an option is available and shown.</summary>
public enum OptionVisibility
{
    /// <summary>In the short help.</summary>
    Common,

    /// <summary>In the full help.</summary>
    Advanced,

    /// <summary>In configuration files only.</summary>
    ConfigOnly,

    /// <summary>On every command that trains, but not in configuration files: it concerns how a command runs.</summary>
    Everywhere,
}

/// <summary>
/// A training option, declared once: command line, configuration files, help, docs, validation, comparison and search derive from it.
/// Immutable and thread-safe.
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

    /// <summary>The name in configuration files, in kebab case.</summary>
    public string Key { get; }

    /// <summary>The name in JSON: <c>maxGap</c> for <c>max-gap</c>.</summary>
    public string JsonName
        => string.Concat(Key.Split('-').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The help text, one line.</summary>
    public required string Help { get; init; }

    /// <summary>The heading.</summary>
    public required OptionGroup Group { get; init; }

    /// <summary>Where it is available and shown.</summary>
    public OptionVisibility Visibility { get; init; } = OptionVisibility.Advanced;

    /// <summary>The variant that it belongs to, or null for all.</summary>
    public string? Variant { get; init; }

    /// <summary>The values that a search draws, or null if it must not be searched.</summary>
    internal SearchRange? Search { get; init; }

    /// <summary>Whether the vectors depend on it.</summary>
    public bool ChangesResult { get; init; } = true;

    /// <summary>The default in words, or null to show its value.</summary>
    internal string? DefaultText { get; init; }

    /// <summary>The default, as shown in help and docs.</summary>
    public string Default => DefaultText ?? Format(new TrainingOptions());

    /// <summary>What kind of value it has.</summary>
    public abstract OptionKind Kind { get; }

    /// <summary>The placeholder of the value in the help: <c>N</c>, <c>true|false</c>.</summary>
    public abstract string Syntax { get; }

    /// <summary>What a text must be: <c>a whole number from 1 to 5</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>The value as text, in the form that <see cref="TrySet"/> reads.</summary>
    public abstract string Format(TrainingOptions options);

    /// <summary>The effective value as text: defaults that depend on other options are resolved.</summary>
    public abstract string Format(TrainingOptions options, VariantDefinition variant);

    /// <summary>Parses a text into options; false if it is not a valid value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">The options; updated if the text is valid.</param>
    public abstract bool TrySet(string text, ref TrainingOptions options);

    /// <summary>The effective value as a number, for options that can be searched; a choice has that of its enumeration.</summary>
    /// <exception cref="InvalidOperationException">The option is neither a number nor a choice.</exception>
    internal abstract double NumberOf(TrainingOptions options, VariantDefinition variant);

    /// <summary>Options with a number as the value.</summary>
    /// <exception cref="InvalidOperationException">The option is neither a number nor a choice.</exception>
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
    /// <summary>The key in words.</summary>
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
/// <param name="property">The property, or the part of it that the option sets.</param>
/// <param name="key">The name.</param>
/// <param name="values">The valid values.</param>
/// <param name="get">The value of options.</param>
/// <param name="with">Options with another value.</param>
internal sealed class TrainingOption<T>(
    string property, string key, OptionValue<T> values, Func<TrainingOptions, T> get, Func<TrainingOptions, T, TrainingOptions> with)
    : TrainingOption(property, key)
{
    /// <summary>Resolves the effective value, or null if the option has it.</summary>
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
        Enum choice => Convert.ToInt32(choice, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"{Property} is no number."),
    };

    internal override TrainingOptions WithNumber(TrainingOptions options, double value)
    {
        if (typeof(T) == typeof(int)) return with(options, (T)(object)(int)value);
        if (typeof(T) == typeof(double) || typeof(T) == typeof(double?)) return with(options, (T)(object)value);
        if (typeof(T).IsEnum) return with(options, (T)Enum.ToObject(typeof(T), (int)value));
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
