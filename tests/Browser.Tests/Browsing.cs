using Item2Vec.Browser.Tests.Support;

namespace Item2Vec.Browser.Tests;

/// <summary>One browser and one page for all tests, which run one after another; each has a tab of its own.</summary>
[CollectionDefinition(nameof(Browsing))]
public sealed class Browsing : ICollectionFixture<SharedBrowser>, ICollectionFixture<RecordsPage>;

/// <summary>The browser of the tests, where there is one.</summary>
public sealed class SharedBrowser : IAsyncLifetime
{
    private Chromium? chromium;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Executable is string executable) chromium = await Chromium.Start(executable);
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
    }

    /// <summary>Opens a tab; skips the test where there is no browser.</summary>
    internal Task<Tab> Open(int width = 1000, int height = 700, bool isDark = false)
    {
        Assert.SkipWhen(
            chromium is null, "there is no Chromium: install the package chromium, or name the executable with the variable CHROMIUM");
        return chromium!.Open(width, height, isDark);
    }
}
