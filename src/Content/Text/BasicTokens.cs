using System.Globalization;
using System.Text;

namespace Item2Vec.Content.Text;

/// <summary>
/// BERT's basic tokenization: splits a text into words, with spaces around punctuation and Chinese characters, optionally lowercased and
/// without accents.
/// </summary>
/// <remarks>Devlin et al. 2019, <c>BasicTokenizer</c> of the reference implementation. Stateless.</remarks>
internal static class BasicTokens
{
    /// <summary>
    /// The words of a text separated by blanks; in lowercased text Korean syllables are decomposed too, as for the uncased
    /// encoders.
    /// </summary>
    public static string Joined(string text, bool lowerCase)
    {
        string words = string.Join(' ', Of(text, lowerCase));
        return lowerCase ? Hangul.Decomposed(words) : words;
    }

    /// <summary>The words of a text, in order.</summary>
    public static List<string> Of(string text, bool lowerCase)
    {
        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || IsControl(rune)) continue;
            if (IsBlank(rune))
            {
                End();
            }
            else if (IsPunctuation(rune) || IsChinese(rune.Value))
            {
                End();
                words.Add(rune.ToString());
            }
            else
            {
                Append(rune);
            }
        }

        End();
        return words;

        void Append(Rune rune)
        {
            if (!lowerCase)
            {
                word.Append(rune.ToString());
                return;
            }

            // The one capital whose lowercase is two characters, of which the mark is dropped.
            if (rune.Value == 'İ') rune = new Rune('i');
            foreach (char letter in Rune.ToLowerInvariant(rune).ToString())
            {
                char plain = Accents.Strip(letter);
                if (CharUnicodeInfo.GetUnicodeCategory(plain) != UnicodeCategory.NonSpacingMark) word.Append(plain);
            }
        }

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsBlank(Rune rune)
        => rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    private static bool IsControl(Rune rune)
        => rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    /// <summary>All of ASCII that is not a letter, digit or blank counts, although Unicode classifies some of it as symbols.</summary>
    private static bool IsPunctuation(Rune rune)
        => rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int value)
        => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B81F)
            or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary>
/// Removes accents from lowercase letters: Unicode's canonical decomposition without its combining marks, for letters composed of one
/// character and marks.
/// </summary>
/// <remarks>
/// A table, because a culture-invariant program has no normalization (<c>InvariantGlobalization</c>).
/// </remarks>
internal static class Accents
{
    private const string Accented =
        "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫ"
        + "ǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳʹ\u037e\u0385\u0387ΐάέήίΰϊϋόύώϓϔйѐёѓїќѝўѷӂӑӓӗӛӝӟӣӥӧӫӭӯӱӳӵӹآأؤإئۀۂۓऩऱऴक़ख़ग़ज़ड़ढ़फ़य़ড়ঢ়য়ਲ਼"
        + "ਸ਼ਖ਼ਗ਼ਜ਼ਫ਼\u0b48ଡ଼ଢ଼\u0cc0\u0cc7\u0cc8\u0cca\u0ddaགྷཌྷདྷབྷཛྷཀྵဦ\u1b3b\u1b3d\u1b43ḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵ"
        + "ṷṹṻṽṿẁẃẅẇẉẋẍẏẑ"
        + "ẓẕẖẗẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὐὑὒὓὔὕὖὗ"
        + "ὠὡὢὣὤὥὦὧὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷι\u1fc1ῂῃῄῆῇ\u1fcd\u1fce\u1fcfῐῑῒΐῖῗ\u1fdd\u1fde\u1fdfῠῡῢΰῤῥῦῧ\u1fed\u1fee"
        + "\u1fefῲῳῴῶῷ\u1ffd\u2000\u2001\u219a\u219b\u21ae\u21cd\u21ce"
        + "\u21cf\u2204\u2209\u220c\u2224\u2226\u2241\u2244\u2247\u2249\u2260\u2262\u226d\u226e\u226f\u2270\u2271\u2274\u2275\u2278\u2279"
        + "\u2280\u2281\u2284\u2285\u2288\u2289\u22ac\u22ad\u22ae\u22af\u22e0\u22e1\u22e2\u22e3\u22ea\u22eb\u22ec\u22ed\u2329\u232a\u2adcが"
        + "ぎぐげござじずぜぞだぢづでどばぱびぴぶぷべぺぼぽゔゞガギグゲゴザジズゼゾダヂヅデドバパビピブプベペボポヴヷ"
        + "ヸヹヺヾ";

    private const string Plain =
        "aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzzouaiouuuuuaaægko"
        + "oʒjgnaæøaaeeiioorruusthaeooooyʹ\u003b\u00a8\u00b7ιαεηιυιυουωϒϒиеегікиуѵжааеәжзииоөэууучыااوايەہےनरळकखगजडढफयডঢযਲ"
        + "ਸਖਗਜਫ\u0b47ଡଢ\u0cd5\u0cd5\u0cd6\u0cc2\u0dd9གཌདབཛཀဥ\u1b35\u1b35\u1b35abbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuu"
        + "uuuvvwwwwwxxyz"
        + "zzhtwyſaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyyααααααααεεεεεεηηηηηηηηιιιιιιιιοοοοοουυυυυυυυ"
        + "ωωωωωωωωααεεηηιιοουυωωααααααααηηηηηηηηωωωωωωωωαααααααι\u00a8ηηηηη\u1fbf\u1fbf\u1fbfιιιιιι\u1ffe\u1ffe\u1ffeυυυυρρυυ\u00a8\u00a8"
        + "\u0060ωωωωω\u00b4\u2002\u2003\u2190\u2192\u2194\u21d0\u21d4"
        + "\u21d2\u2203\u2208\u220b\u2223\u2225\u223c\u2243\u2245\u2248\u003d\u2261\u224d\u003c\u003e\u2264\u2265\u2272\u2273\u2276\u2277"
        + "\u227a\u227b\u2282\u2283\u2286\u2287\u22a2\u22a8\u22a9\u22ab\u227c\u227d\u2291\u2292\u22b2\u22b3\u22b4\u22b5\u3008\u3009\u2addか"
        + "きくけこさしすせそたちつてとははひひふふへへほほうゝカキクケコサシスセソタチツテトハハヒヒフフヘヘホホウワ"
        + "ヰヱヲヽ";

    private static readonly Dictionary<char, char> Table = Accented.Zip(Plain).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The letter without its marks; any other character unchanged.</summary>
    public static char Strip(char letter) => letter < 128 || !Table.TryGetValue(letter, out char plain) ? letter : plain;
}

/// <summary>
/// Decomposes Korean syllables into letters, as canonical decomposition does and the vocabularies of uncased encoders
/// expect.
/// </summary>
/// <remarks>The Unicode Standard, 3.12, "Hangul Syllable Decomposition".</remarks>
internal static class Hangul
{
    private const int Syllables = 0xAC00;
    private const int Leading = 0x1100;
    private const int Vowel = 0x1161;
    private const int Trailing = 0x11A7;
    private const int Vowels = 21;
    private const int Trailings = 28;
    private const int Count = 19 * Vowels * Trailings;

    /// <summary>The word with its syllables decomposed; other words unchanged.</summary>
    public static string Decomposed(string word)
    {
        if (!word.Any(IsSyllable)) return word;
        StringBuilder letters = new();
        foreach (char letter in word)
        {
            if (!IsSyllable(letter))
            {
                letters.Append(letter);
                continue;
            }

            int number = letter - Syllables;
            letters.Append((char)(Leading + (number / (Vowels * Trailings)))).Append((char)(Vowel + (number / Trailings % Vowels)));
            if (number % Trailings > 0) letters.Append((char)(Trailing + (number % Trailings)));
        }

        return letters.ToString();
    }

    private static bool IsSyllable(char letter) => letter is >= (char)Syllables and < (char)(Syllables + Count);
}
