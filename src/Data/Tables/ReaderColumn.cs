using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Data.Tables;

/// <summary>How values of a data reader's column are kept.</summary>
internal enum ReaderKind
{
    Text,
    Integer,
    Unsigned,
    Real,
    Boolean,
    Time,
    List,
    Other,
}

/// <summary>A column of a data reader.</summary>
/// <param name="Ordinal">Its number in the reader.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its values are kept.</param>
internal sealed record ReaderColumn(int Ordinal, string Name, ReaderKind Kind)
{
    /// <summary>The column as others know it. A list is JSON, whose arrays are lists of texts.</summary>
    public TableColumn Column => new(Name, Kind switch
    {
        ReaderKind.Integer => "BIGINT",
        ReaderKind.Unsigned => "UBIGINT",
        ReaderKind.Real => "DOUBLE",
        ReaderKind.Boolean => "BOOLEAN",
        ReaderKind.Time => "TIMESTAMP",
        ReaderKind.List => "JSON",
        _ => "VARCHAR",
    });

    /// <summary>The type that it is stored as.</summary>
    public string Stored => Kind == ReaderKind.List ? "VARCHAR" : Column.Type;

    /// <summary>What the column was expected to hold, in words.</summary>
    public string Words => Kind switch
    {
        ReaderKind.Integer or ReaderKind.Unsigned => "a whole number",
        ReaderKind.Real => "a number",
        ReaderKind.Boolean => "true or false",
        ReaderKind.Time => "a time",
        ReaderKind.List => "a list",
        _ => "a text",
    };

    /// <summary>
    /// The kind of a column: that of its first values, because some databases have a type for each value; without any, that of its
    /// declared type.
    /// </summary>
    /// <param name="declared">The declared type.</param>
    /// <param name="values">The first values, without nulls.</param>
    public static ReaderKind KindOf(Type? declared, IEnumerable<object> values)
    {
        ReaderKind[] kinds = [.. values.Select(value => KindOf(value.GetType())).Distinct()];
        return kinds switch
        {
            [] => declared is null ? ReaderKind.Text : KindOf(declared),
            [ReaderKind only] => only,
            _ when kinds.Contains(ReaderKind.Other) => ReaderKind.Other,
            _ when Array.TrueForAll(kinds, kind => kind is ReaderKind.Integer or ReaderKind.Real or ReaderKind.Unsigned) => ReaderKind.Real,
            _ => ReaderKind.Text,
        };
    }

    /// <summary>The text of a value; the same in any culture.</summary>
    public static string Text(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        decimal number => Trimmed(number).ToString(CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset or DateOnly => Utc(value).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    /// <summary>A list as JSON, its elements as texts.</summary>
    public static string Json(IEnumerable list)
        => $"[{string.Join(',', list.Cast<object?>().Select(
            element => element is null or DBNull ? "null" : $"\"{JsonEncodedText.Encode(Text(element))}\""))}]";

    /// <summary>A time in UTC; one without a zone is taken as it is.</summary>
    public static DateTime Utc(object value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        DateOnly day => day.ToDateTime(TimeOnly.MinValue),
        DateTime { Kind: DateTimeKind.Local } local => local.ToUniversalTime(),
        _ => (DateTime)value,
    };

    private static ReaderKind KindOf(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => ReaderKind.Text,
        TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64
            => ReaderKind.Integer,
        TypeCode.UInt64 => ReaderKind.Unsigned,
        TypeCode.Single or TypeCode.Double => ReaderKind.Real,
        TypeCode.Boolean => ReaderKind.Boolean,
        TypeCode.DateTime => ReaderKind.Time,

        // A decimal may be a number of 38 digits, and an id.
        TypeCode.String or TypeCode.Char or TypeCode.Decimal => ReaderKind.Text,
        _ when type == typeof(DateTimeOffset) || type == typeof(DateOnly) => ReaderKind.Time,
        _ when type == typeof(Guid) || type == typeof(object) || type == typeof(Int128) || type == typeof(UInt128)
            || type == typeof(System.Numerics.BigInteger) => ReaderKind.Text,
        _ when type == typeof(byte[]) => ReaderKind.Other,
        _ when type.IsAssignableTo(typeof(IEnumerable)) => ReaderKind.List,
        _ when type == typeof(Array) => ReaderKind.List,
        _ => ReaderKind.Other,
    };

    /// <summary>Without the zeros behind the point that a decimal carries: 101.00 is the id 101.</summary>
    private static decimal Trimmed(decimal number) => number / 1.000000000000000000000000000000000m;
}
