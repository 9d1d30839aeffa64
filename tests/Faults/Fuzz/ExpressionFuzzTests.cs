using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Faults.Support;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Faults.Fuzz;

/// <summary>Expressions and conditions of anything: an answer or an error of the user's.</summary>
public sealed class ExpressionFuzzTests(FaultModel model, ITestOutputHelper output)
{
    private const int Usual = 20_000;

    private static readonly string[] Pieces =
    [
        "t1-i01", "t2-i05", "'t1-i02'", "\"t1-i03\"", "+", "-", "*", " ", "  ", "2", "0.5", "1e308", "1e400", "nan", "(", ")", "'", "\"",
        "\\", "\0",
        "category", "=", "!=", "..", "|", "topic 1", "price", "10", "-5", "\u202e", "🎬", "\ud800", ",", "<", ">",
        "",
    ];

    [Fact]
    public void Expressions_and_conditions_of_anything_are_answered_or_refused()
    {
        using ItemIndex index = ItemIndex.Open(model.Model);
        Random random = new(1);
        int count = Fuzzing.Count(Usual);
        int answered = 0, refused = 0;
        for (int number = 0; number < count; number++)
        {
            StringBuilder text = new(random.Next(3) == 0 ? number % 2 == 0 ? "t1-i01 - t2-i05" : "category=topic 1" : string.Empty);
            for (int more = random.Next(9); more > 0; more--) text.Append(Pieces[random.Next(Pieces.Length)]);
            try
            {
                if (number % 2 == 0) index.Analogy(text.ToString(), 3);
                else ItemFilter.Where(index.Vectors, text.ToString());
                answered++;
            }
            catch (Item2VecException error) when (error.Code is ErrorCode.Usage or ErrorCode.NotFound or ErrorCode.BadData)
            {
                refused++;
            }
        }

        string deep = new string('(', 100_000) + "t1-i01" + string.Concat(Enumerable.Repeat(" + (", 100_000));
        Assert.Throws<Item2VecException>(() => index.Analogy(deep, 3));
        output.WriteLine($"{count} expressions and conditions: {answered} answered, {refused} refused, 0 failed");
        Assert.True(answered > count / 50, "the fuzzer makes nothing that can be answered");
    }
}
