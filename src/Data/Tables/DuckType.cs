namespace Item2Vec.Data.Tables;

/// <summary>A type as DuckDB spells it, such as <c>STRUCT(id BIGINT, tags VARCHAR[])[]</c>, taken apart.</summary>
internal sealed record DuckType
{
    /// <summary>The whole type as DuckDB spells it.</summary>
    public required string Text { get; init; }

    /// <summary>The fields of a struct; empty for other types.</summary>
    public IReadOnlyList<(string Name, DuckType Type)> Fields { get; private init; } = [];

    /// <summary>The type of a list's elements; null for other types.</summary>
    public DuckType? Element { get; private init; }

    /// <summary>The type of a map's values; null for other types.</summary>
    public DuckType? Value { get; private init; }

    public bool IsStruct => Fields.Count > 0;

    public bool IsNested => IsStruct || Value is not null || Element is { IsNested: true };

    public static DuckType Parse(string text) => new Parser(text).Type();

    public DuckType? Field(string name)
    {
        foreach ((string other, DuckType type) in Fields)
            if (string.Equals(other, name, StringComparison.OrdinalIgnoreCase)) return type;
        return null;
    }

    /// <summary>The type with texts instead of numbers and times, so that a reader keeps what a text file has.</summary>
    public string AsText()
    {
        if (Element is not null) return $"{Element.AsText()}[]";
        if (Value is not null) return $"MAP(VARCHAR, {Value.AsText()})";
        if (IsStruct) return $"STRUCT({string.Join(", ", Fields.Select(field => $"{DuckDb.Sql.Name(field.Name)} {field.Type.AsText()}"))})";
        return Text == "BOOLEAN" ? Text : "VARCHAR";
    }

    private sealed class Parser(string text)
    {
        private int at;

        public DuckType Type()
        {
            int start = at;
            DuckType type = Takes("STRUCT(") ? Struct(start) : Takes("MAP(") ? Map(start) : Scalar(start);
            while (at < text.Length && text[at] == '[')
            {
                at = text.IndexOf(']', at) + 1;
                type = new DuckType { Text = text[start..at], Element = type };
            }

            return type;
        }

        private DuckType Struct(int start)
        {
            List<(string Name, DuckType Type)> fields = [];
            do
            {
                string name = Name();
                at++;
                fields.Add((name, Type()));
            }
            while (Takes(", "));
            at++;
            return new DuckType { Text = text[start..at], Fields = fields };
        }

        private DuckType Map(int start)
        {
            Type();
            Takes(", ");
            DuckType value = Type();
            at++;
            return new DuckType { Text = text[start..at], Value = value };
        }

        private DuckType Scalar(int start)
        {
            int depth = 0;
            for (bool quoted = false; at < text.Length; at++)
            {
                char c = text[at];
                if (c == '\'') quoted = !quoted;
                if (quoted) continue;
                if (depth == 0 && c is ',' or ')' or '[') break;
                if (c == '(') depth++;
                if (c == ')') depth--;
            }

            return new DuckType { Text = text[start..at] };
        }

        private string Name()
        {
            int start = at;
            if (text[at] != '"')
            {
                at = text.IndexOf(' ', at);
                return text[start..at];
            }

            for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
                if (text[at] == '"') at++;
            at++;
            return text[(start + 1)..(at - 1)].Replace("\"\"", "\"", StringComparison.Ordinal);
        }

        private bool Takes(string word)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) return false;
            at += word.Length;
            return true;
        }
    }
}
