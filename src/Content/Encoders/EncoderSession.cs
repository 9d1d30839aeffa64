using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors.Files;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Item2Vec.Content.Encoders;

/// <summary>An ONNX model opened in ONNX Runtime: its inputs and outputs, and errors that name them.</summary>
/// <remarks>Thread-safe: batches of several threads share one session.</remarks>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession session;

    private EncoderSession(string path, InferenceSession session)
    {
        Path = path;
        this.session = session;
        Inputs = [.. session.InputNames.Select(name => TensorShape.Of(name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => TensorShape.Of(name, session.OutputMetadata[name]))];
    }

    public string Path { get; }

    public IReadOnlyList<TensorShape> Inputs { get; }

    public IReadOnlyList<TensorShape> Outputs { get; }

    /// <summary>Opens a model. Each run uses the calling thread, so that batches run in parallel.</summary>
    /// <exception cref="Item2VecException">There is no such file, or it is not a model that ONNX Runtime can run.</exception>
    public static EncoderSession Open(string path)
    {
        if (!File.Exists(path))
            throw new Item2VecException($"{path}: there is no such file; an encoder in ONNX format was expected",
                "give one with ContentEncoder.Encode; TextEncoderBuilder.Write makes one from the texts of a table",
                ErrorCode.InputMissing);
        if (HoldsVectors(path))
            throw new Item2VecException($"{path}: holds vectors of items (.i2v), not an ONNX model",
                "give the encoder, an .onnx file; vectors of content are for ContentPlacement.Place");
        try
        {
            using SessionOptions options = new()
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            return new EncoderSession(path, new InferenceSession(path, options));
        }
        catch (OnnxRuntimeException error)
        {
            throw new Item2VecException(
                $"{path}: not an ONNX model that ONNX Runtime {RuntimeVersion} can run: {Reason(error)}",
                "give a whole .onnx file of a supported opset, with the files of external data that belong to it beside it",
                    ErrorCode.BadData, error);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new Item2VecException(
                $"ONNX Runtime's library cannot be loaded: {(error.InnerException ?? error).Message}",
                "it comes with Item2Vec for Linux and Windows on x64 and arm64 and for macOS on arm64; elsewhere put your own beside the "
                    + "program (docs/dependencies.md)",
                ErrorCode.InputMissing,
                error);
        }
    }

    /// <summary>A value of the model's metadata, or null.</summary>
    public string? Metadata(string key) => session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(key);

    /// <summary>Runs a batch.</summary>
    /// <param name="inputs">A value per name; the caller frees them.</param>
    /// <param name="output">The requested output.</param>
    /// <param name="read">Reads it: numbers and shape, which are invalid afterward.</param>
    public void Run(IReadOnlyDictionary<string, OrtValue> inputs, string output, EncoderReader read)
    {
        try
        {
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, inputs, [output]);
            read(results[0].GetTensorDataAsSpan<float>(), results[0].GetTensorTypeAndShape().Shape);
        }
        catch (OnnxRuntimeException error)
        {
            throw new Item2VecException($"{Path}: ONNX Runtime failed on a batch: {Reason(error)}; {Description}",
                "check that the content is what the encoder was made for", ErrorCode.BadData, error);
        }
    }

    /// <summary>An error about the model's inputs or outputs, which lists all of them.</summary>
    public Item2VecException Mismatch(string problem, string hint, string? option = null)
        => new($"{Path}: {problem}; {Description}", hint) { Option = option };

    public void Dispose() => session.Dispose();

    private static bool HoldsVectors(string path)
    {
        Span<byte> first = stackalloc byte[FileHeader.Magic.Length];
        try
        {
            using FileStream file = RegularFile.Open(path);
            return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length
                && first.SequenceEqual(FileHeader.Magic);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be read: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }
    }

    private static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    private string Description => $"the model takes {string.Join(", ", Inputs)} and gives {string.Join(", ", Outputs)}";

    /// <summary>ONNX Runtime's message, on one line and without its error code.</summary>
    private static string Reason(OnnxRuntimeException error)
    {
        string text = string.Join(' ',
            error.Message.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return text.StartsWith("[ErrorCode:", StringComparison.Ordinal) && text.IndexOf(']', StringComparison.Ordinal) is > 0 and int end
            ? text[(end + 1)..].Trim() : text;
    }
}

/// <summary>Reads an output.</summary>
internal delegate void EncoderReader(ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape);

/// <summary>An input or output of a model: its name, element type, and dimensions, -1 for any length.</summary>
internal sealed record TensorShape(string Name, TensorElementType Type, IReadOnlyList<int> Dimensions, IReadOnlyList<string> Symbols)
{
    public int Rank => Dimensions.Count;

    public bool IsFloat => Type == TensorElementType.Float;

    public bool IsWhole => Type is TensorElementType.Int64 or TensorElementType.Int32;

    public bool IsText => Type == TensorElementType.String;

    public static TensorShape Of(string name, NodeMetadata node)
        => node.IsTensor
            ? new TensorShape(name, node.ElementDataType, node.Dimensions, node.SymbolicDimensions)
            : new TensorShape(name, TensorElementType.DataTypeMax, [], []);

    /// <summary><c>input_ids: int64 [batch, sequence]</c>.</summary>
    public override string ToString()
        => $"{Name}: "
            + $"{(Type == TensorElementType.DataTypeMax ? "no tensor" : $"{TypeName} [{string.Join(", ", Dimensions.Select(Shown))}]")}";

    private string TypeName => Type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => Type.ToString().ToLowerInvariant(),
    };

    private string Shown(int dimension, int axis)
        => dimension >= 0 ? dimension.ToString(CultureInfo.InvariantCulture) : axis < Symbols.Count && Symbols[axis].Length > 0
            ? Symbols[axis] : "?";
}
