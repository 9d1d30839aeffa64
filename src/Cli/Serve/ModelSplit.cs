using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Serve;

/// <summary>Which of several models answers whom: by a hash of the visitor's key, so that each stays with one model.</summary>
/// <remarks>The hash takes the models' names, so that another test deals visitors anew, and not the shares: those who stay, stay.</remarks>
internal sealed class ModelSplit
{
    private readonly string salt;
    private readonly double[] ends;

    private ModelSplit(IReadOnlyList<string> names, double[] weights)
    {
        salt = string.Join('\n', names) + '\n';
        double total = weights.Sum(), sum = 0;
        ends = Array.ConvertAll(weights, weight => (sum += weight) / total);
    }

    /// <summary>Reads shares such as <c>90/10</c>.</summary>
    /// <param name="text">The shares, one for each model.</param>
    /// <param name="names">The models' names.</param>
    /// <exception cref="Item2VecException">They are no such shares (<see cref="ErrorCode.Usage"/>).</exception>
    public static ModelSplit Parse(string text, IReadOnlyList<string> names)
    {
        double[] weights = Array.ConvertAll(
            text.Split('/'),
            part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight)
                && double.IsFinite(weight) ? weight : double.NaN);
        if (weights.Length != names.Count || !weights.All(weight => weight >= 0) || weights.Sum() is not > 0)
            throw new Item2VecException(
                $"--split expects a share for each of the {names.Count} models, not '{text}'",
                "--model a --model b --split 90/10", ErrorCode.Usage);
        return new ModelSplit(names, weights);
    }

    /// <summary>The number of the model that answers a visitor.</summary>
    public int Of(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(salt + key), hash);
        double place = BinaryPrimitives.ReadUInt64LittleEndian(hash) / (double)ulong.MaxValue;
        int model = Array.FindIndex(ends, end => place < end);
        return model < 0 ? Array.FindLastIndex(ends, end => end > 0) : model;
    }

    /// <summary>Names of models: those of their directories, or as they were given where two are alike.</summary>
    public static string[] NamesOf(IReadOnlyList<string> models)
    {
        string[] names = [.. models.Select(model => Path.GetFileName(Path.TrimEndingDirectorySeparator(model)))];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [.. models];
    }
}
