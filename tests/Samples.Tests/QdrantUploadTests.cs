using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Google.Protobuf;
using Grpc.Net.Client;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Samples.Qdrant;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace Item2Vec.Samples.Tests;

/// <summary>The upload to Qdrant, against a stand-in that decodes what the client sends.</summary>
public sealed class QdrantUploadTests : IDisposable
{
    private readonly ItemVectors trained;
    private readonly ItemVectors vectors;

    public QdrantUploadTests()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions<int>([[1, 2, 3], [1, 2], [1, 3, 2, 1]]);
        trained = ItemTrainer.Train(corpus, new() { Dimensions = 8, Epochs = 1, Subsampling = 0 });
        Dictionary<int, string> titles = new() { [1] = "one", [2] = "two" };
        vectors = trained.With(ItemAttributes.Of(corpus.Vocabulary, titles, ("title", title => title)));
    }

    public void Dispose()
    {
        vectors.Dispose();
        trained.Dispose();
    }

    [Fact]
    public void A_point_has_the_vector_the_id_the_count_and_the_attributes()
    {
        PointStruct point = QdrantUpload.Point(vectors, 0);
        Assert.Equal("1", point.Payload["item"].StringValue);
        Assert.Equal(4, point.Payload["count"].IntegerValue);
        Assert.Equal("one", point.Payload["title"].StringValue);
        Assert.False(QdrantUpload.Point(vectors, 2).Payload.ContainsKey("title"));
        Assert.Equal(QdrantUpload.IdOf("1").ToString(), point.Id.Uuid);
        Assert.NotEqual(QdrantUpload.IdOf("1"), QdrantUpload.IdOf("2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_items_arrive_in_batches_and_a_missing_collection_is_made(bool exists)
    {
        using Server server = new() { Exists = exists };
        using GrpcChannel channel = GrpcChannel.ForAddress("http://qdrant", new GrpcChannelOptions { HttpHandler = server });
        using QdrantGrpcClient grpc = new(channel);
        using QdrantClient client = new(grpc);
        Assert.Equal(3, await QdrantUpload.RunAsync(client, "videos", vectors, batch: 2));
        Assert.Equal(exists ? [] : ["videos 8 Cosine"], server.Created);
        Assert.Equal([2, 1], server.Upserts.Select(upsert => upsert.Points.Count));
        Assert.All(server.Upserts, upsert => Assert.Equal("videos", upsert.CollectionName));
        Assert.Equal(["1", "2", "3"], server.Upserts.SelectMany(upsert => upsert.Points)
            .Select(point => point.Payload["item"].StringValue).Order());
        PointStruct first = server.Upserts[0].Points[0];
        Assert.Equal(vectors.Vector(0), first.Vectors.Vector.Dense.Data.ToArray());
    }

    /// <summary>Answers the three calls of the upload: unary gRPC is one message behind five bytes, both ways.</summary>
    private sealed class Server : HttpMessageHandler
    {
        public bool Exists { get; init; }

        public List<string> Created { get; } = [];

        public List<UpsertPoints> Upserts { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            IMessage reply = Answer(request.RequestUri!.AbsolutePath, body.AsSpan(5).ToArray());
            byte[] framed = new byte[5 + reply.CalculateSize()];
            BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), framed.Length - 5);
            reply.ToByteArray().CopyTo(framed, 5);
            HttpResponseMessage response = new(HttpStatusCode.OK)
            {
                Version = HttpVersion.Version20, Content = new ByteArrayContent(framed), RequestMessage = request,
            };
            response.Content.Headers.ContentType = new("application/grpc");
            response.TrailingHeaders.Add("grpc-status", "0");
            return response;
        }

        private IMessage Answer(string path, byte[] message)
        {
            switch (path)
            {
                case "/qdrant.Collections/CollectionExists":
                    return new CollectionExistsResponse { Result = new CollectionExists { Exists = Exists } };
                case "/qdrant.Collections/Create":
                    CreateCollection created = CreateCollection.Parser.ParseFrom(message);
                    VectorParams layout = created.VectorsConfig.Params;
                    Created.Add(string.Create(CultureInfo.InvariantCulture, $"{created.CollectionName} {layout.Size} {layout.Distance}"));
                    return new CollectionOperationResponse { Result = true };
                case "/qdrant.Points/Upsert":
                    Upserts.Add(UpsertPoints.Parser.ParseFrom(message));
                    return new PointsOperationResponse { Result = new UpdateResult { Status = UpdateStatus.Completed } };
                default:
                    throw new InvalidOperationException(path);
            }
        }
    }
}
