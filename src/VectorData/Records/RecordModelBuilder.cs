using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Item2Vec.VectorData.Records;

/// <summary>What a record may look like: one key, one vector, and data of types that texts can hold.</summary>
[RequiresDynamicCode("Records are made by reflection.")]
[RequiresUnreferencedCode("Records are made by reflection.")]
internal sealed class RecordModelBuilder() : CollectionModelBuilder(new CollectionModelBuildingOptions
{
    RequiresAtLeastOneVector = true,
    SupportsMultipleVectors = false,
})
{
    public const string VectorTypes = "ReadOnlyMemory<float>, Embedding<float>, float[]";

    public static bool IsVector(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(ReadOnlyMemory<float>) || bare == typeof(Embedding<float>) || bare == typeof(float[]);
    }

    protected override bool SupportsKeyAutoGeneration(Type keyPropertyType) => false;

    protected override bool IsDataPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = AttributeValue.Supported;
        return AttributeValue.IsSupported(type);
    }

    protected override bool IsVectorPropertyTypeValid(Type type, [NotNullWhen(false)] out string? supportedTypes)
    {
        supportedTypes = VectorTypes;
        return IsVector(type);
    }
}
