using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>Users, in models that have them.</content>
public sealed partial class ItemIndex
{
    private readonly Lazy<ItemIndex?> users;

    /// <summary>
    /// An index over the users, whose vectors are in the space of the items (its "items" are users), or null if the model has none. Lives
    /// as long as this one.
    /// </summary>
    /// <exception cref="Item2VecException">The model's file of users is damaged.</exception>
    /// <remarks>
    /// <c>Users.Similar(user)</c> finds similar users, <c>Users.Nearest(Vector(item))</c> the users who may like an item. Every user is
    /// compared.
    /// </remarks>
    public ItemIndex? Users
    {
        get
        {
            using Lease lease = use.Acquire(this);
            return users.Value;
        }
    }

    /// <summary>
    /// The items whose input vectors are nearest to a user's vector, by <see cref="Metric"/>. For what the user wants next see
    /// <see cref="Recommend"/>.
    /// </summary>
    /// <exception cref="Item2VecException">The user is unknown (<see cref="ErrorCode.NotFound"/>), or the model has no users
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public Neighbor[] NearestToUser(string user, int count = 10, SearchOptions? options = null)
        => Nearest(UserVector(user), count, options);

    /// <summary>A copy of a user's vector, <see cref="Dimensions"/> numbers.</summary>
    /// <exception cref="Item2VecException">The user is unknown (<see cref="ErrorCode.NotFound"/>), or the model has no users
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public float[] UserVector(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return RequireUsers().Vector(user);
    }

    /// <summary>The users.</summary>
    /// <exception cref="Item2VecException">The model has none (<see cref="ErrorCode.Usage"/>).</exception>
    public ItemIndex RequireUsers() => Users ?? throw new Item2VecException(
        "the model has no users", "a model that has is trained with: ItemTrainer.Train, Variant = user", ErrorCode.Usage)
    {
        Option = nameof(TrainingOptions.Variant),
    };

    private ItemIndex? OpenUsers()
    {
        if (Vectors.Users is not ItemVectors vectors) return null;
        if (vectors.Dimensions == Dimensions) return new ItemIndex(vectors.Share(), null, null);
        throw new Item2VecException(
            $"the model is damaged: its users have {vectors.Dimensions} dimensions, its items {Dimensions}",
            "copy the model again, or train it again");
    }
}
