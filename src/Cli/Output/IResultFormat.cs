namespace Item2Vec.Cli;

/// <summary>A way to print results. A new one is one file and one line in <see cref="ResultFormats"/>.</summary>
internal interface IResultFormat
{
    /// <summary>Its name behind --format.</summary>
    string Name { get; }

    void Write(IReport report, Streams streams);
}
