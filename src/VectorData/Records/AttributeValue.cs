using System.Globalization;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.VectorData.Records;

/// <summary>Attributes are texts; records have types. Both ways in any culture.</summary>
internal static class AttributeValue
{
    /// <summary>The types of properties, in words.</summary>
    public const string Supported = "string, bool, integers, float, double, decimal, Guid, DateTime, DateTimeOffset, DateOnly, and "
        + "string[] or List<string> for several values separated by |";

    public static bool IsSupported(Type type)
    {
        Type bare = Bare(type);
        return IsList(bare) || bare == typeof(string) || bare == typeof(bool) || bare == typeof(Guid) || bare == typeof(DateTime)
            || bare == typeof(DateTimeOffset) || bare == typeof(DateOnly) || IsNumber(bare);
    }

    public static bool IsList(Type type) => type == typeof(string[]) || type == typeof(List<string>);

    /// <summary>The value of a text, or null if it is none of the type.</summary>
    public static object? Parse(Type type, string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        Type bare = Bare(type);
        if (bare == typeof(string)) return text;
        if (bare == typeof(string[])) return Parts(text).ToArray();
        if (bare == typeof(List<string>)) return Parts(text).ToList();
        if (bare == typeof(bool)) return text switch { "1" => true, "0" => false, _ => bool.TryParse(text, out bool truth) ? truth : null };
        if (bare == typeof(Guid)) return Guid.TryParse(text, out Guid guid) ? guid : null;
        if (bare == typeof(DateTime))
            return DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out DateTime time) ? time : null;
        if (bare == typeof(DateTimeOffset))
            return DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;
        if (bare == typeof(DateOnly)) return DateOnly.TryParse(text, culture, out DateOnly day) ? day : null;
        if (bare == typeof(double)) return double.TryParse(text, NumberStyles.Float, culture, out double real) ? real : null;
        if (bare == typeof(float)) return float.TryParse(text, NumberStyles.Float, culture, out float single) ? single : null;
        return decimal.TryParse(text, NumberStyles.Float, culture, out decimal number) ? Number(bare, number) : null;
    }

    /// <summary>The text of a value as attributes have it, or null for none.</summary>
    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        IEnumerable<string> parts => string.Join('|', parts),
        DateTime or DateTimeOffset or DateOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>The several values of a text.</summary>
    public static IEnumerable<string> Parts(string text)
        => text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Compares a value of an attribute with one of a filter, which may be of a related type: an int with a double.</summary>
    public static int? Compare(object left, object right) => (left, right) switch
    {
        (string one, string two) => string.CompareOrdinal(one, two),
        _ when left.GetType() == right.GetType() && left is IComparable comparable => comparable.CompareTo(right),
        _ when IsReal(left) || IsReal(right) => Both(left, right, Convert.ToDouble),
        _ => Both(left, right, Convert.ToDecimal),
    };

    private static int? Both<T>(object left, object right, Func<object, IFormatProvider, T> convert)
        where T : IComparable<T>
        => IsNumber(left.GetType()) && IsNumber(right.GetType())
            ? convert(left, CultureInfo.InvariantCulture).CompareTo(convert(right, CultureInfo.InvariantCulture)) : null;

    private static bool IsReal(object value) => value is double or float;

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool IsNumber(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static object? Number(Type type, decimal number)
    {
        if (type == typeof(decimal)) return number;
        if (number != decimal.Truncate(number)) return null;
        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

/// <summary>Keys of records are ids of items: strings, integers or GUIDs.</summary>
internal static class RecordKey<TKey>
    where TKey : notnull
{
    /// <exception cref="ArgumentException">Keys of this type are no ids.</exception>
    public static void CheckType() => ItemId.CheckType<TKey>();

    public static string Item(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ItemId.Of(key);
    }

    /// <summary>The key of an item, or null if its id is no such key.</summary>
    public static object? Of(string item) => AttributeValue.Parse(typeof(TKey), item);
}
