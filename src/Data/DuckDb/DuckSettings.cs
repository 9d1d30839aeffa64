namespace Item2Vec.Data.DuckDb;

/// <summary>How a database is opened.</summary>
internal sealed record DuckSettings
{
    /// <summary>0 takes every processor.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes; 0 leaves DuckDB's own limit.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Where data is spilled; null for nowhere.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Whether rows come out of a scan in file order where nothing else orders them.</summary>
    public bool PreserveOrder { get; init; } = true;

    public IEnumerable<(string Name, string Value)> Pairs()
    {
        // Extensions would be fetched from the network, which a reader of files has no business doing; what is needed is linked in.
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("preserve_insertion_order", PreserveOrder ? "true" : "false");
        if (Threads > 0) yield return ("threads", Threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (MemoryLimit > 0) yield return ("memory_limit", $"{MemoryLimit / 1024}KiB");
        yield return ("temp_directory", TempDirectory ?? string.Empty);
    }
}
