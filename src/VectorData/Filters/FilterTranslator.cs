using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Item2Vec.VectorData.Records;
using Microsoft.Extensions.VectorData.ProviderServices;
using Microsoft.Extensions.VectorData.ProviderServices.Filter;

namespace Item2Vec.VectorData.Filters;

/// <summary>
/// Translates a filter expression: comparisons of the key and of data properties with values, <c>Contains</c> both ways, truths, and all
/// of them combined with and, or and not.
/// </summary>
/// <remarks>
/// A missing attribute equals null and nothing else, also where the property's type cannot be null: it passes <c>== null</c>, <c>!=</c>
/// any value, and no other comparison.
/// </remarks>
/// <param name="columns">The columns of the items' attributes.</param>
/// <param name="itemOf">The item of a key.</param>
internal sealed class FilterTranslator(IReadOnlyList<string> columns, Func<object, string?> itemOf) : FilterTranslatorBase
{
    /// <exception cref="NotSupportedException">A part of the filter cannot be translated; the message quotes it.</exception>
    public RecordRule Translate(LambdaExpression filter, CollectionModel model)
        => Node(PreprocessFilter(filter, model, new FilterPreprocessingOptions { SupportsParameterization = false }));

    private RecordRule Node(Expression node)
    {
        switch (node)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both:
                return Combined(both, (left, right) => (row, item) => left(row, item) && right(row, item));
            case BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either:
                return Combined(either, (left, right) => (row, item) => left(row, item) || right(row, item));
            case UnaryExpression { NodeType: ExpressionType.Not } not:
                RecordRule inner = Node(not.Operand);
                return new RecordRule(vectors => inner.Bind(vectors) is var test ? (row, item) => !test(row, item) : null!);
            case UnaryExpression { NodeType: ExpressionType.Convert } convert:
                return Node(convert.Operand);
            case ConstantExpression { Value: bool truth }:
                return new RecordRule(_ => (_, _) => truth);
            case BinaryExpression comparison:
                return Comparison(comparison);
            case MethodCallExpression call when TryMatchContains(call, out Expression? source, out Expression? item):
                return Contains(call, source, item);
            case Expression { Type: var type } when type == typeof(bool) && TryBind(node, out PropertyModel? property):
                return Compared(property, ExpressionType.Equal, true, node);
            default:
                throw Unknown(node);
        }
    }

    private RecordRule Combined(BinaryExpression node, Func<RecordTest, RecordTest, RecordTest> combine)
    {
        (RecordRule left, RecordRule right) = (Node(node.Left), Node(node.Right));
        return new RecordRule(vectors => combine(left.Bind(vectors), right.Bind(vectors)));
    }

    private RecordRule Comparison(BinaryExpression node)
    {
        if (TryBind(node.Left, out PropertyModel? property) && TryValue(node.Right, out object? value))
            return Compared(property, node.NodeType, value, node);
        if (TryBind(node.Right, out property) && TryValue(node.Left, out value))
            return Compared(property, Mirrored(node.NodeType), value, node);
        throw Unknown(node);
    }

    private RecordRule Compared(PropertyModel property, ExpressionType sign, object? value, Expression node)
    {
        if (sign is not (ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual
            or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual)) throw Unknown(node);
        if (property is KeyPropertyModel) return OfKey(sign, value, node);
        Type type = property.Type;
        if (AttributeValue.IsList(type) && value is not null) throw Unknown(node);
        if (value is null)
        {
            return sign switch
            {
                ExpressionType.Equal => RecordRule.OfColumn(Column(property, node), text => text is null),
                ExpressionType.NotEqual => RecordRule.OfColumn(Column(property, node), text => text is not null),
                _ => throw Unknown(node),
            };
        }

        return RecordRule.OfColumn(Column(property, node), text =>
        {
            int? order = text is null || AttributeValue.Parse(type, text) is not { } own ? null : AttributeValue.Compare(own, value);
            return sign switch
            {
                ExpressionType.Equal => order == 0,
                ExpressionType.NotEqual => order != 0,
                ExpressionType.LessThan => order < 0,
                ExpressionType.LessThanOrEqual => order <= 0,
                ExpressionType.GreaterThan => order > 0,
                _ => order >= 0,
            };
        });
    }

    private RecordRule OfKey(ExpressionType sign, object? value, Expression node)
    {
        string? key = value is null ? null : itemOf(value);
        return sign switch
        {
            ExpressionType.Equal => RecordRule.OfItem(item => item == key),
            ExpressionType.NotEqual => RecordRule.OfItem(item => item != key),
            _ => throw Unknown(node),
        };
    }

    /// <summary>
    /// <c>values.Contains(record.Property)</c>, or <c>record.Property.Contains(value)</c> of a property with several values.
    /// </summary>
    private RecordRule Contains(Expression node, Expression source, Expression item)
    {
        if (TryBind(source, out PropertyModel? list) && AttributeValue.IsList(list.Type) && TryValue(item, out object? one))
        {
            return RecordRule.OfColumn(
                Column(list, node), text => text is not null && AttributeValue.Parts(text).Contains(one as string, StringComparer.Ordinal));
        }

        if (!TryBind(item, out PropertyModel? property) || !TryValues(source, out List<object?> values)) throw Unknown(node);
        if (property is KeyPropertyModel)
        {
            HashSet<string?> items = [.. values.Select(value => value is null ? null : itemOf(value))];
            return RecordRule.OfItem(items.Contains);
        }

        bool hasNull = values.Contains(null);
        Type type = property.Type;
        return RecordRule.OfColumn(Column(property, node), text => text is null ? hasNull
            : AttributeValue.Parse(type, text) is { } own
                && values.Exists(value => value is not null && AttributeValue.Compare(own, value) == 0));
    }

    private string Column(PropertyModel property, Expression node)
    {
        string? column = columns.FirstOrDefault(name => name == property.StorageName)
            ?? columns.FirstOrDefault(name => string.Equals(name, property.StorageName, StringComparison.OrdinalIgnoreCase));
        if (column is not null) return column;
        throw new NotSupportedException(
            $"The filter '{node}' needs the column '{property.StorageName}', which the items do not have; "
                + (columns.Count == 0 ? "they have none." : $"their columns are {string.Join(", ", columns)}."));
    }

    /// <summary>Whether a node is a property, also one that is only made nullable for a comparison.</summary>
    private bool TryBind(Expression node, [NotNullWhen(true)] out PropertyModel? property)
    {
        if (node is UnaryExpression { NodeType: ExpressionType.Convert } convert
            && Nullable.GetUnderlyingType(convert.Type) == convert.Operand.Type) node = convert.Operand;
        try
        {
            return TryBindProperty(node, out property);
        }
        catch (InvalidCastException)
        {
            // A cast that changes the value, such as of a price to a whole number.
            property = null;
            return false;
        }
    }

    private static bool TryValue(Expression node, out object? value)
    {
        while (node is UnaryExpression { NodeType: ExpressionType.Convert } convert) node = convert.Operand;
        value = (node as ConstantExpression)?.Value;
        return node is ConstantExpression;
    }

    private static bool TryValues(Expression node, out List<object?> values)
    {
        values = [];
        switch (node)
        {
            case ConstantExpression { Value: IEnumerable all and not string }:
                values.AddRange(all.Cast<object?>());
                return true;
            case NewArrayExpression array:
                foreach (Expression element in array.Expressions)
                {
                    if (!TryValue(element, out object? value)) return false;
                    values.Add(value);
                }

                return true;
            default:
                return false;
        }
    }

    private static ExpressionType Mirrored(ExpressionType sign) => sign switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => sign,
    };

    private static NotSupportedException Unknown(Expression node) => new(
        $"The filter '{node}' cannot be translated: compare the key or a data property with a value (==, !=, <, <=, >, >=, Contains), "
            + "and combine such parts with &&, || and !.");
}
