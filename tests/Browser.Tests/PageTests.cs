using System.Text.Json;
using Item2Vec.Browser.Tests.Support;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Browser.Tests;

/// <summary>The page that item2vec map writes, opened from disk.</summary>
[Collection(nameof(Browsing))]
public sealed class PageTests(SharedBrowser browser, RecordsPage records)
{
    private const string Item = "jazz-3";

    private ItemIndex Index => records.Index;

    [Fact]
    public async Task It_opens_from_disk_and_asks_for_nothing_else()
    {
        await using Tab tab = await Open();

        Assert.Contains("73 items", await tab.Text("#facts"));
        Assert.Equal("WebGL 2", (await tab.Evaluate("item2vecMap.drawnBy")).GetString());
        Assert.All(tab.Requests, request => Assert.Equal(records.Address, request));
        Assert.Empty(tab.Problems);
    }

    [Fact]
    public async Task Every_item_is_drawn_at_its_place_and_nothing_in_a_corner()
    {
        await using Tab tab = await Open();
        await tab.Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        Picture picture = await tab.Screenshot();

        foreach (string item in Records.Items)
        {
            (double x, double y) = await tab.PlaceOf(item);
            Assert.True(picture.IsColoredNear(x, y), $"{item} is not drawn at {x}, {y}");
        }

        Assert.False(picture.IsColoredNear(picture.Width - 360, picture.Height - 6));
    }

    [Fact]
    public async Task Search_leads_to_an_item_and_its_neighbors_with_reasons()
    {
        await using Tab tab = await Open();

        await tab.Type("#search", "JAZZ record 3");
        Assert.Equal("Jazz record 3", Assert.Single(await tab.Texts("#results button")));
        await tab.Press("Enter");
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");

        Assert.Equal("Jazz record 3", await tab.Text("#item-name"));
        Assert.Equal(Index.Similar(Item).Select(near => near.Title), await tab.Texts("#neighbors .item"));
        Assert.Equal(
            Index.Similar(Item).Select(near => near.Score.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)),
            await tab.Texts("#neighbors .score"));
        Explanation why = Index.Explain(Item, Index.Similar(Item)[0].Item);
        Assert.Contains($"together in {why.Pair!.Value.Sessions} of {why.Sessions} sessions", (await tab.Texts("#neighbors .why"))[0]);
        Assert.Contains("Jazz record 3: 10 neighbors", await tab.Text("#status"));
    }

    [Fact]
    public async Task Search_finds_by_id_and_says_when_there_is_nothing()
    {
        await using Tab tab = await Open();

        await tab.Type("#search", "opera-7");
        Assert.Equal("Opera record 7", (await tab.Texts("#results button"))[0]);
        await tab.Type("#search", "no such thing");
        Assert.Equal("nothing found", Assert.Single(await tab.Texts("#results li")));
    }

    [Fact]
    public async Task The_pointer_shows_title_and_count_and_a_click_selects()
    {
        await using Tab tab = await Open();
        (double x, double y) = await tab.PlaceOf(Item);

        await tab.Move(x, y);
        await tab.Until("!document.getElementById('tip').hidden");
        string tip = await tab.Text("#tip");
        await tab.Click(x, y);
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");

        Assert.Contains((await tab.Text("#item-name"))[..4], tip);
        Assert.Matches("used [0-9,]+ times", tip);
    }

    [Fact]
    public async Task The_lasso_lists_what_it_surrounds_and_makes_a_table_of_it()
    {
        await using Tab tab = await Open();
        (double x, double y) = await tab.PlaceOf(Item);
        List<string> inside = [];
        foreach (string item in Records.Items)
        {
            (double px, double py) = await tab.PlaceOf(item);
            if (Math.Abs(px - x) < 40 && Math.Abs(py - y) < 40) inside.Add(item);
        }

        await tab.Click("#lasso");
        await tab.Drag((x - 40, y - 40), (x + 40, y - 40), (x + 40, y + 40), (x - 40, y + 40), (x - 40, y));
        await tab.Until("document.querySelectorAll('#selected li').length > 0");

        string[] listed = await tab.Texts("#selected .item");
        Assert.Equal(inside.Count, listed.Length);
        Assert.Contains("Jazz record 3", listed);
        await tab.Evaluate(
            "(() => { const make = URL.createObjectURL.bind(URL); URL.createObjectURL = blob => make(globalThis.saved = blob); })()");
        await tab.Evaluate("document.getElementById('download').click()");
        string table = (await tab.Evaluate("saved.text()")).GetString()!;
        Assert.StartsWith("item\ttitle\tcount\tkind\n", table);
        Assert.Contains($"{Item}\tJazz record 3\t{Index.Vectors.Vocabulary.CountOf(Index.Vectors.Vocabulary.RowOf(Item))}\tjazz\n", table);
    }

    [Fact]
    public async Task An_analogy_is_that_of_the_model_but_for_rounding()
    {
        await using Tab tab = await Open();

        await tab.Type("#a", "jazz-1");
        await tab.Type("#b", "Opera record 2");
        await tab.Type("#c", "techno-3");
        await tab.Press("Enter");
        await tab.Until("document.querySelectorAll('#analogy li').length === 10");

        string?[] exact = [.. Index.Analogy("jazz-1 - opera-2 + techno-3").Select(near => near.Title)];
        string[] shown = await tab.Texts("#analogy .item");
        Assert.Equal(exact[0], shown[0]);
        Assert.True(shown.Intersect(exact).Count() >= 9, $"{string.Join(", ", shown)} instead of {string.Join(", ", exact)}");
        Assert.Equal("Jazz record 1 − Opera record 2 + Techno record 3", await tab.Text("#analogy-text"));
    }

    [Fact]
    public async Task A_term_that_nothing_is_called_is_an_error_in_words()
    {
        await using Tab tab = await Open();

        await tab.Type("#a", "jazz-1");
        await tab.Type("#c", "nobody");
        await tab.Press("Enter");

        await tab.Until("document.getElementById('analogy-text').textContent.includes('nobody')");
        Assert.Empty(await tab.Texts("#analogy li"));
    }

    [Fact]
    public async Task The_legend_shows_a_value_alone()
    {
        await using Tab tab = await Open();
        (double x, double y) = await tab.PlaceOf(Item);

        await tab.Evaluate("[...document.querySelectorAll('#legend button')].find(one => one.title === 'opera').click()");
        await tab.Evaluate("document.getElementById('list-view').click()");

        await tab.Until($"document.querySelectorAll('#selected li').length === {Records.PerKind}");
        Assert.All(await tab.Texts("#selected .item"), title => Assert.StartsWith("Opera", title));
    }

    [Fact]
    public async Task It_is_dark_where_the_system_is_until_the_switch_is_pressed()
    {
        await using Tab tab = await Open(isDark: true);
        double dark = (await tab.Screenshot()).Brightness();

        await tab.Click("#theme");
        double light = (await tab.Screenshot()).Brightness();

        Assert.True(dark < 80 && light > 180, $"the brightness is {dark:0} when dark and {light:0} when light");
    }

    [Fact]
    public async Task A_narrow_window_shows_the_map_above_the_lists_and_nothing_beside_it()
    {
        await using Tab tab = await Open(width: 400, height: 700);

        JsonElement sizes = await tab.Evaluate(
            "(() => { const box = id => document.getElementById(id).getBoundingClientRect();"
                + " return [document.documentElement.scrollWidth, box('map').width, box('map').height, box('map').bottom,"
                + " box('panel').top]; })()");
        double[] numbers = [.. sizes.EnumerateArray().Select(one => one.GetDouble())];
        (double x, double y) = await tab.PlaceOf(Item);
        await tab.Click(x, y);

        Assert.True(numbers[0] <= 400 && numbers[1] is > 380 and <= 400 && numbers[2] > 250, string.Join(", ", numbers));
        Assert.True(numbers[4] >= numbers[3] - 1, string.Join(", ", numbers));
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");
    }

    [Fact]
    public async Task Names_that_mean_harm_are_only_text()
    {
        await using Tab tab = await Open();

        await tab.Type("#search", "onerror");
        await tab.Press("Enter");
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");
        string name = await tab.Text("#item-name");

        Assert.StartsWith("=cmd </script></textarea><img src=x", name);
        Assert.Contains("\\u202Egnp.exe", name);
        Assert.True(name.Length <= 320, $"{name.Length} letters are shown");
        Assert.Contains(Records.HostileItem, await tab.Text("#item-facts"));
        Assert.Equal(Records.HostilePageTitle, (await tab.Evaluate("document.title")).GetString());
        Assert.Equal(0, (await tab.Evaluate("document.images.length")).GetInt32());
        Assert.Empty(tab.Problems);
    }

    [Fact]
    public async Task The_policy_lets_no_other_script_run_and_nothing_be_loaded()
    {
        await using Tab tab = await Open();

        await tab.Evaluate(
            "(() => { const one = document.createElement('script'); one.textContent = 'globalThis.ran = true';"
                + " document.body.append(one); })()");
        await tab.Evaluate("fetch('data:text/plain,x').then(() => { globalThis.fetched = true }, () => {})");

        Assert.True((await tab.Evaluate("globalThis.ran === undefined && globalThis.fetched === undefined")).GetBoolean());
    }

    [Fact]
    public async Task Keys_move_the_map_and_select_and_clear()
    {
        await using Tab tab = await Open();
        await tab.Evaluate("document.getElementById('map').focus()");
        (double x, double y) = await tab.PlaceOf(Item);

        await tab.Press("ArrowLeft");
        (double moved, _) = await tab.PlaceOf(Item);
        await tab.Press("0");
        await tab.Press("+");
        (double zoomed, double down) = await tab.PlaceOf(Item);
        await tab.Press("Enter");
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");
        await tab.Press("Escape");
        await tab.Until("document.getElementById('item').hidden");

        Assert.Equal(x + 60, moved, 1);
        Assert.True(Math.Abs(zoomed - x) + Math.Abs(down - y) > 1);
    }

    [Fact]
    public async Task The_wheel_zooms_around_the_pointer()
    {
        await using Tab tab = await Open();
        (double x, double y) = await tab.PlaceOf(Item);
        (double farX, double farY) = await tab.PlaceOf("opera-1");

        await tab.Wheel(x, y, -400);
        await tab.Until(
            $"(() => {{ const [a, b] = item2vecMap.place('opera-1'); return Math.hypot(a - {farX:0.0}, b - {farY:0.0}) > 60; }})()");

        (double after, double below) = await tab.PlaceOf(Item);
        Assert.Equal(x, after, 1.5);
        Assert.Equal(y, below, 1.5);
    }

    [Fact]
    public async Task Everything_to_press_has_a_name_and_the_map_is_described()
    {
        await using Tab tab = await Open();
        await tab.Type("#search", "folk");

        JsonElement nameless = await tab.Evaluate(
            "[...document.querySelectorAll('button, input, select, textarea, canvas[tabindex], ul, ol')]"
                + ".filter(one => one.offsetParent && !one.innerText.trim() && !one.ariaLabel && !one.labels?.length"
                + " && !one.getAttribute('aria-labelledby')).map(one => one.id || one.outerHTML)");

        Assert.Empty(nameless.EnumerateArray());
        Assert.Equal("Map of 73 items", (await tab.Evaluate("document.getElementById('map').ariaLabel")).GetString());
        Assert.Equal("status", (await tab.Evaluate("document.getElementById('status').role")).GetString());
    }

    [Fact]
    public async Task An_address_with_an_item_opens_it_and_the_page_can_be_printed()
    {
        await using Tab tab = await browser.Open();
        await tab.OpenMap($"{records.Address}#{Item}");
        await tab.Until("document.querySelectorAll('#neighbors li').length === 10");

        JsonElement pdf = await tab.Send("Page.printToPDF");

        byte[] printed = Convert.FromBase64String(pdf.GetProperty("data").GetString()!);
        Assert.True(printed.AsSpan().StartsWith("%PDF"u8) && printed.Length > 10_000, $"{printed.Length} bytes");
        Assert.Equal("Jazz record 3", await tab.Text("#item-name"));
        Assert.Empty(tab.Problems);
    }

    private async Task<Tab> Open(int width = 1000, int height = 700, bool isDark = false)
    {
        Tab tab = await browser.Open(width, height, isDark);
        await tab.OpenMap(records.Address);
        return tab;
    }
}
