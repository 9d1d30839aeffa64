using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Cases;

/// <summary>Reads a table of fixed cases, to compare with published results: the whole log is for training.</summary>
/// <remarks>
/// Tab-separated with a header: <c>query</c> and <c>target</c> are items; <c>session</c>, if there, is the number of the training session
/// (from 0) that the target follows, whose items then replace the query.
/// </remarks>
public static class FixedPairs
{
    private const int MaxBytes = 1 << 30;

    /// <summary>Reads the cases.</summary>
    /// <param name="path">The table.</param>
    /// <param name="corpus">The log, with every item.</param>
    /// <param name="minCount">Minimum number of occurrences of an item to be learned.</param>
    /// <exception cref="Item2VecException">The file is missing or is no such table.</exception>
    public static SplitCorpus Read(string path, SessionCorpus corpus, int minCount)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        if (!File.Exists(path)) throw new Item2VecException($"{path}: there is no such file", code: ErrorCode.InputMissing);
        string[] lines = RegularFile.ReadLines(path, MaxBytes);
        string[] header = lines.Length > 0 ? lines[0].Split('\t') : [];
        int query = Array.IndexOf(header, "query");
        int target = Array.IndexOf(header, "target");
        int session = Array.IndexOf(header, "session");
        if (query < 0 || target < 0)
            throw new Item2VecException(
                $"{path}: the first line is not a header with the columns query and target, separated by tabs",
                "name the columns in the first line",
                ErrorCode.BadData);
        if (lines.Length < 2) throw new Item2VecException($"{path}: no pair stands under the header", code: ErrorCode.BadData);

        int[] lengths = [.. Enumerable.Range(0, checked((int)corpus.SessionCount)).Select(at => corpus.SessionLength(at))];
        CorpusPart training = new(corpus, lengths, minCount, [.. Enumerable.Range(0, lengths.Length)]);
        Pairs pairs = new(corpus, training);
        for (int line = 1; line < lines.Length; line++)
        {
            if (line == lines.Length - 1 && lines[line].Length == 0) break;
            string[] cells = lines[line].Split('\t');
            if (cells.Length != header.Length)
                throw new Item2VecException(
                    $"{path}: line {line + 1} has {cells.Length} columns, the header has {header.Length}", code: ErrorCode.BadData);
            if (session < 0) pairs.Add([], cells[query], cells[target]);
            else if (int.TryParse(cells[session], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number < corpus.SessionCount)
                pairs.Add(corpus.Session(number), cells[query], cells[target]);
            else
                throw new Item2VecException(
                    $"{path}: line {line + 1} names session '{cells[session]}', the log has sessions 0 to {corpus.SessionCount - 1}",
                    code: ErrorCode.BadData);
        }

        return new SplitCorpus("pairs", training.Corpus, pairs.HeldOut);
    }

    /// <summary>Pairs as held-out sessions of one target.</summary>
    private sealed class Pairs(SessionCorpus corpus, CorpusPart training)
    {
        private readonly Dictionary<string, int> unknown = new(StringComparer.Ordinal);

        public List<HeldOutSession> HeldOut { get; } = [];

        /// <param name="prefix">The session before the target, which ends with the query; empty if only the query is known.</param>
        /// <param name="query">The item before the target.</param>
        /// <param name="target">The target.</param>
        public void Add(int[] prefix, string query, string target)
        {
            int[] before = prefix.Length > 0 ? prefix : [Identity(query)];
            int[] identities = [.. before, Identity(target)];
            HeldOut.Add(
                new HeldOutSession(Array.ConvertAll(identities, item => item < 0 ? -1 : training.RowOf[item]), identities, before.Length));
        }

        /// <summary>The row in the log, or a distinct negative number for an item that is not in it.</summary>
        private int Identity(string item)
        {
            if (corpus.Vocabulary.TryGetRow(item, out int row)) return row;
            if (!unknown.TryGetValue(item, out int number)) unknown[item] = number = -1 - unknown.Count;
            return number;
        }
    }
}
