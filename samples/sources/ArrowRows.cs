using System.Data;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Item2Vec.Samples.Sources;

/// <summary>
/// Arrow record batches of one schema as rows, for <c>SessionReader.Read</c> and <c>ItemTable.Read</c>: one batch is in memory.
/// </summary>
/// <remarks>Texts, integers, floating point, booleans, timestamps, dates, and lists of these; every other type is left out.</remarks>
internal sealed class ArrowRows : IDataReader
{
    private readonly IEnumerator<RecordBatch> batches;
    private RecordBatch batch;
    private int row = -1;

    /// <param name="batches">The batches, at least one; they stay the caller's.</param>
    public ArrowRows(IEnumerable<RecordBatch> batches)
    {
        this.batches = batches.GetEnumerator();
        if (!this.batches.MoveNext()) throw new ArgumentException("There is no batch, so there are no columns.", nameof(batches));
        batch = this.batches.Current;
    }

    public int FieldCount => batch.Schema.FieldsList.Count;

    public bool IsClosed { get; private set; }

    public int Depth => 0;

    public int RecordsAffected => -1;

    public object this[int i] => GetValue(i);

    public object this[string name] => GetValue(GetOrdinal(name));

    public bool Read()
    {
        while (++row >= batch.Length)
        {
            if (!batches.MoveNext()) return false;
            (batch, row) = (batches.Current, -1);
        }

        return true;
    }

    public string GetName(int i) => batch.Schema.FieldsList[i].Name;

    public int GetOrdinal(string name) => batch.Schema.GetFieldIndex(name);

    public Type GetFieldType(int i) => TypeOf(batch.Schema.FieldsList[i].DataType);

    public string GetDataTypeName(int i) => batch.Schema.FieldsList[i].DataType.Name;

    public bool IsDBNull(int i) => batch.Column(i).IsNull(row);

    public object GetValue(int i) => Value(batch.Column(i), row);

    public int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        for (int i = 0; i < count; i++) values[i] = GetValue(i);
        return count;
    }

    public bool NextResult() => false;

    public void Close()
    {
        IsClosed = true;
        batches.Dispose();
    }

    public void Dispose() => Close();

    public DataTable GetSchemaTable() => throw new NotSupportedException();

    public bool GetBoolean(int i) => (bool)GetValue(i);

    public byte GetByte(int i) => (byte)GetValue(i);

    public long GetBytes(int i, long fieldOffset, byte[]? buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public char GetChar(int i) => throw new NotSupportedException();

    public long GetChars(int i, long fieldoffset, char[]? buffer, int bufferoffset, int length) => throw new NotSupportedException();

    public IDataReader GetData(int i) => throw new NotSupportedException();

    public DateTime GetDateTime(int i) => (DateTime)GetValue(i);

    public decimal GetDecimal(int i) => (decimal)GetValue(i);

    public double GetDouble(int i) => (double)GetValue(i);

    public float GetFloat(int i) => (float)GetValue(i);

    public Guid GetGuid(int i) => (Guid)GetValue(i);

    public short GetInt16(int i) => (short)GetValue(i);

    public int GetInt32(int i) => (int)GetValue(i);

    public long GetInt64(int i) => (long)GetValue(i);

    public string GetString(int i) => (string)GetValue(i);

    private static Type TypeOf(IArrowType type) => type switch
    {
        StringType => typeof(string),
        Int8Type => typeof(sbyte),
        UInt8Type => typeof(byte),
        Int16Type => typeof(short),
        UInt16Type => typeof(ushort),
        Int32Type => typeof(int),
        UInt32Type => typeof(uint),
        Int64Type => typeof(long),
        UInt64Type => typeof(ulong),
        FloatType => typeof(float),
        DoubleType => typeof(double),
        BooleanType => typeof(bool),
        TimestampType => typeof(DateTimeOffset),
        Date32Type => typeof(DateOnly),
        ListType => typeof(object[]),
        DictionaryType dictionary => TypeOf(dictionary.ValueType),
        _ => typeof(byte[]),
    };

    private static object Value(IArrowArray column, int at) => column.IsNull(at) ? DBNull.Value : column switch
    {
        StringArray texts => texts.GetString(at),
        Int8Array numbers => numbers.GetValue(at)!.Value,
        UInt8Array numbers => numbers.GetValue(at)!.Value,
        Int16Array numbers => numbers.GetValue(at)!.Value,
        UInt16Array numbers => numbers.GetValue(at)!.Value,
        Int32Array numbers => numbers.GetValue(at)!.Value,
        UInt32Array numbers => numbers.GetValue(at)!.Value,
        Int64Array numbers => numbers.GetValue(at)!.Value,
        UInt64Array numbers => numbers.GetValue(at)!.Value,
        FloatArray numbers => numbers.GetValue(at)!.Value,
        DoubleArray numbers => numbers.GetValue(at)!.Value,
        BooleanArray truths => truths.GetValue(at)!.Value,
        TimestampArray times => times.GetTimestamp(at)!.Value,
        Date32Array days => days.GetDateOnly(at)!.Value,
        ListArray lists => Enumerable.Range(lists.ValueOffsets[at], lists.GetValueLength(at)).Select(i => Value(lists.Values, i)).ToArray(),
        DictionaryArray dictionary => Value(dictionary.Dictionary, Convert.ToInt32(Value(dictionary.Indices, at), null)),
        _ => DBNull.Value,
    };
}
