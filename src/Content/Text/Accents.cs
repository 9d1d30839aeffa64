namespace Item2Vec.Content.Text;

/// <summary>Takes accents off small letters: Unicode's canonical decomposition without its combining marks, of the letters that one character and marks make up.</summary>
/// <remarks>A table, because a program that is the same in every culture has no normalization of its own (<c>InvariantGlobalization</c>).</remarks>
internal static class Accents
{
    private const string Accented =
        "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫ"
        + "ǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧȩȫȭȯȱȳʹ\u037e\u0385\u0387ΐάέήίΰϊϋόύώϓϔйѐёѓїќѝўѷӂӑӓӗӛӝӟӣӥӧӫӭӯӱӳӵӹآأؤإئۀۂۓऩऱऴक़ख़ग़ज़ड़ढ़फ़य़ড়ঢ়য়ਲ਼"
        + "ਸ਼ਖ਼ਗ਼ਜ਼ਫ਼\u0b48ଡ଼ଢ଼\u0cc0\u0cc7\u0cc8\u0cca\u0ddaགྷཌྷདྷབྷཛྷཀྵဦ\u1b3b\u1b3d\u1b43ḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑ"
        + "ẓẕẖẗẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὐὑὒὓὔὕὖὗ"
        + "ὠὡὢὣὤὥὦὧὰάὲέὴήὶίὸόὺύὼώᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷι\u1fc1ῂῃῄῆῇ\u1fcd\u1fce\u1fcfῐῑῒΐῖῗ\u1fdd\u1fde\u1fdfῠῡῢΰῤῥῦῧ\u1fed\u1fee\u1fefῲῳῴῶῷ\u1ffd\u2000\u2001\u219a\u219b\u21ae\u21cd\u21ce"
        + "\u21cf\u2204\u2209\u220c\u2224\u2226\u2241\u2244\u2247\u2249\u2260\u2262\u226d\u226e\u226f\u2270\u2271\u2274\u2275\u2278\u2279\u2280\u2281\u2284\u2285\u2288\u2289\u22ac\u22ad\u22ae\u22af\u22e0\u22e1\u22e2\u22e3\u22ea\u22eb\u22ec\u22ed\u2329\u232a\u2adcがぎぐげござじずぜぞだぢづでどばぱびぴぶぷべぺぼぽゔゞガギグゲゴザジズゼゾダヂヅデドバパビピブプベペボポヴヷ"
        + "ヸヹヺヾ";

    private const string Plain =
        "aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooorrrssssttuuuuuuwyzzzouaiouuuuuaaægko"
        + "oʒjgnaæøaaeeiioorruusthaeooooyʹ\u003b\u00a8\u00b7ιαεηιυιυουωϒϒиеегікиуѵжааеәжзииоөэууучыااوايەہےनरळकखगजडढफयডঢযਲ"
        + "ਸਖਗਜਫ\u0b47ଡଢ\u0cd5\u0cd5\u0cd6\u0cc2\u0dd9གཌདབཛཀဥ\u1b35\u1b35\u1b35abbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuuuuuvvwwwwwxxyz"
        + "zzhtwyſaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyyααααααααεεεεεεηηηηηηηηιιιιιιιιοοοοοουυυυυυυυ"
        + "ωωωωωωωωααεεηηιιοουυωωααααααααηηηηηηηηωωωωωωωωαααααααι\u00a8ηηηηη\u1fbf\u1fbf\u1fbfιιιιιι\u1ffe\u1ffe\u1ffeυυυυρρυυ\u00a8\u00a8\u0060ωωωωω\u00b4\u2002\u2003\u2190\u2192\u2194\u21d0\u21d4"
        + "\u21d2\u2203\u2208\u220b\u2223\u2225\u223c\u2243\u2245\u2248\u003d\u2261\u224d\u003c\u003e\u2264\u2265\u2272\u2273\u2276\u2277\u227a\u227b\u2282\u2283\u2286\u2287\u22a2\u22a8\u22a9\u22ab\u227c\u227d\u2291\u2292\u22b2\u22b3\u22b4\u22b5\u3008\u3009\u2addかきくけこさしすせそたちつてとははひひふふへへほほうゝカキクケコサシスセソタチツテトハハヒヒフフヘヘホホウワ"
        + "ヰヱヲヽ";

    private static readonly Dictionary<char, char> Table = Accented.Zip(Plain).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>The letter without its marks; any other character as it is.</summary>
    public static char Strip(char letter) => letter < 128 || !Table.TryGetValue(letter, out char plain) ? letter : plain;
}
