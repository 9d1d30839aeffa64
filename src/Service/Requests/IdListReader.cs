using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Item2Vec.Service.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Item2Vec.Service.Requests;

/// <summary>
/// Reads a list of ids as it arrives: a JSON array of texts, or lines of <c>text/plain</c>. Only the ids are kept. The time limit of a body
/// is for each of its pieces; the server's minimum rate of data stays in force.
/// </summary>
internal static class IdListReader
{
    private const string Expected = """["ID", "ID", ...] as application/json, or one id per line as text/plain""";

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="RequestProblem">400, 408, 413 or 415.</exception>
    public static async Task<IdList> Read(HttpContext http, RequestLimits limits)
    {
        bool isText = BodyReader.IsText(http.Request);
        if (!isText) BodyReader.CheckType(http.Request);
        if (http.Request.ContentLength > limits.MaxFilterBytes) throw TooLarge(limits);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.MaxFilterBytes;
        Parser parser = isText ? new LineParser(limits) : new JsonParser(limits);
        try
        {
            await Read(http, parser, limits).ConfigureAwait(false);
            return parser.Ids;
        }
        catch (JsonException problem)
        {
            throw RequestProblem.Bad(
                $"the body is not what was expected (line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1})",
                $"expected {Expected}");
        }
        catch (BadHttpRequestException problem)
        {
            throw problem.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(limits) : new RequestProblem(problem.StatusCode, problem.Message);
        }
        catch (IOException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw RequestProblem.Bad("the body breaks off, or is not well chunked");
        }
    }

    private static async Task Read(HttpContext http, Parser parser, RequestLimits limits)
    {
        PipeReader body = http.Request.BodyReader;
        long total = 0;
        while (true)
        {
            ReadResult read = await Next(http, body, limits).ConfigureAwait(false);
            if (total == 0 && !read.IsCompleted && read.Buffer.Length < Mark.Length)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            SequencePosition consumed = parser.Take(total == 0 ? WithoutMark(read.Buffer) : read.Buffer, read.IsCompleted);
            total += read.Buffer.Slice(0, consumed).Length;
            if (total + read.Buffer.Slice(consumed).Length > limits.MaxFilterBytes) throw TooLarge(limits);
            body.AdvanceTo(consumed, read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    /// <summary>What follows a byte order mark.</summary>
    private static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> body)
        => body.Length >= Mark.Length && body.Slice(0, Mark.Length).ToArray().AsSpan().SequenceEqual(Mark) ? body.Slice(Mark.Length) : body;

    private static async ValueTask<ReadResult> Next(HttpContext http, PipeReader body, RequestLimits limits)
    {
        if (body.TryRead(out ReadResult arrived)) return arrived;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(limits.BodyTimeout);
        await using CancellationTokenRegistration registration = patience.Token.Register(body.CancelPendingRead);
        ReadResult read = await body.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        if (!read.IsCanceled) return read;
        body.AdvanceTo(read.Buffer.Start);
        http.RequestAborted.ThrowIfCancellationRequested();
        throw new RequestProblem(
            StatusCodes.Status408RequestTimeout, "the body did not arrive in time",
            $"a piece of it may take {limits.BodyTimeout.TotalSeconds:0.###} s");
    }

    private static RequestProblem TooLarge(RequestLimits limits)
        => new(StatusCodes.Status413PayloadTooLarge, "the body is too large", $"up to {limits.MaxFilterBytes} bytes are allowed");

    private abstract class Parser(RequestLimits limits)
    {
        public IdList Ids { get; } = new();

        /// <summary>Takes what is complete; returns where the rest begins.</summary>
        public abstract SequencePosition Take(in ReadOnlySequence<byte> arrived, bool isAll);

        protected void Add(ReadOnlySpan<byte> id)
        {
            if (id.IsEmpty || id.Length > limits.MaxItemBytes) throw Wrong(id.IsEmpty ? "empty" : "too long");
            if (!Utf8.IsValid(id)) throw Wrong("not UTF-8");
            Ids.Add(id);
        }

        protected RequestProblem Wrong(string what)
            => RequestProblem.Bad($"id {Ids.Count + 1} is {what}", $"1 to {limits.MaxItemBytes} bytes of UTF-8 were expected");

        /// <summary>An id that has not ended after this many bytes is too long, however it is escaped.</summary>
        protected void CheckRest(long bytes)
        {
            const int perByte = 6, around = 1024;
            if (bytes > ((long)limits.MaxItemBytes * perByte) + around) throw Wrong("too long");
        }
    }

    private sealed class LineParser(RequestLimits limits) : Parser(limits)
    {
        public override SequencePosition Take(in ReadOnlySequence<byte> arrived, bool isAll)
        {
            SequenceReader<byte> reader = new(arrived);
            while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n')) AddLine(line);
            if (isAll)
            {
                AddLine(reader.UnreadSequence);
                return arrived.End;
            }

            CheckRest(reader.Remaining);
            return reader.Position;
        }

        private void AddLine(ReadOnlySequence<byte> line)
        {
            if (line.Length > 0 && line.Slice(line.Length - 1).FirstSpan[0] == (byte)'\r') line = line.Slice(0, line.Length - 1);
            if (line.Length == 0) return;
            Add(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        }
    }

    private sealed class JsonParser(RequestLimits limits) : Parser(limits)
    {
        private JsonReaderState state;
        private bool isOpen;

        public override SequencePosition Take(in ReadOnlySequence<byte> arrived, bool isAll)
        {
            Utf8JsonReader reader = new(arrived, isAll, state);
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray when !isOpen:
                        isOpen = true;
                        break;
                    case JsonTokenType.EndArray:
                        break;
                    case JsonTokenType.String when isOpen:
                        Add(ref reader);
                        break;
                    default:
                        throw RequestProblem.Bad($"the body is not a list of texts (after {Ids.Count} ids)", $"expected {Expected}");
                }
            }

            state = reader.CurrentState;
            CheckRest(arrived.Slice(reader.Position).Length);
            return reader.Position;
        }

        private void Add(ref Utf8JsonReader reader)
        {
            ReadOnlySpan<byte> written = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
            if (!reader.ValueIsEscaped)
            {
                Add(written);
                return;
            }

            CheckRest(written.Length);
            byte[] unescaped = new byte[written.Length];
            int length;
            try
            {
                length = reader.CopyString(unescaped);
            }
            catch (InvalidOperationException)
            {
                throw Wrong("not Unicode");
            }

            Add(unescaped.AsSpan(0, length));
        }
    }
}
