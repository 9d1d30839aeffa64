using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Item2Vec.Browser.Tests.Support;

/// <summary>A tab: opens pages, moves the pointer, presses keys, evaluates scripts, takes pictures, and hears what goes wrong.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DevTools tools;
    private readonly string target;
    private readonly string session;

    private Tab(DevTools tools, string target, string session)
    {
        this.tools = tools;
        this.target = target;
        this.session = session;
        tools.Heard += Hear;
    }

    /// <summary>Errors of scripts and of the page's policy, and requests of anything but the page's own files.</summary>
    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>The addresses that were asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<Tab> Open(DevTools tools, int width, int height, bool isDark)
    {
        using CancellationTokenSource patience = new(Patience);
        JsonElement made = await tools.Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, cancel: patience.Token);
        string target = made.GetProperty("targetId").GetString()!;
        JsonElement joined = await tools.Send(
            "Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }, cancel: patience.Token);
        Tab tab = new(tools, target, joined.GetProperty("sessionId").GetString()!);
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" }) await tab.Send($"{domain}.enable");
        await tab.Resize(width, height);
        await tab.Prefer(isDark);
        return tab;
    }

    public async Task Resize(int width, int height) => await Send("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false,
    });

    /// <summary>Sets whether the system likes dark pages.</summary>
    public async Task Prefer(bool isDark) => await Send("Emulation.setEmulatedMedia", new JsonObject
    {
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
    });

    /// <summary>Opens a map and waits until it is drawn.</summary>
    public async Task OpenMap(string address)
    {
        await Send("Page.navigate", new JsonObject { ["url"] = address });
        await Until("globalThis.item2vecMap !== undefined");
    }

    /// <summary>The value of an expression, awaited if it is a promise.</summary>
    public async Task<JsonElement> Evaluate(string script)
    {
        JsonElement answer = await Send("Runtime.evaluate", new JsonObject
        {
            ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true,
        });
        if (answer.TryGetProperty("exceptionDetails", out JsonElement problem)) throw new IOException(problem.GetRawText());
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    public async Task<string> Text(string selector)
        => (await Evaluate($"document.querySelector({Json(selector)}).innerText")).GetString()!;

    public async Task<string[]> Texts(string selector)
        => [.. (await Evaluate($"[...document.querySelectorAll({Json(selector)})].map(one => one.innerText)")).EnumerateArray()
            .Select(one => one.GetString()!)];

    /// <summary>Waits until an expression holds; it is looked at again after each frame.</summary>
    public async Task Until(string condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            try
            {
                JsonElement holds = await Evaluate($"new Promise(done => setTimeout(() => done(Boolean({condition})), 10))");
                if (holds.ValueKind == JsonValueKind.True) return;
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                // The page is being replaced.
            }

            if (patience.IsCancellationRequested)
                throw new TimeoutException($"it never came to {condition}; problems: {string.Join("; ", Problems)}");
        }
    }

    /// <summary>Where an item is in the window.</summary>
    public async Task<(double X, double Y)> PlaceOf(string item)
    {
        JsonElement place = await Evaluate(
            $"(() => {{ const [x, y] = item2vecMap.place({Json(item)}); const box = document.getElementById('map').getBoundingClientRect();"
                + " return [x + box.left, y + box.top]; })()");
        return (place[0].GetDouble(), place[1].GetDouble());
    }

    public Task Move(double x, double y) => Mouse("mouseMoved", x, y, 0);

    public async Task Click(double x, double y)
    {
        await Move(x, y);
        await Mouse("mousePressed", x, y, 1);
        await Mouse("mouseReleased", x, y, 1);
    }

    /// <summary>Clicks the middle of an element, which is scrolled to.</summary>
    public async Task Click(string selector)
    {
        JsonElement place = await Evaluate(
            $"(() => {{ const one = document.querySelector({Json(selector)}); one.scrollIntoView({{ block: 'center' }});"
                + " const box = one.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; })()");
        await Click(place[0].GetDouble(), place[1].GetDouble());
    }

    /// <summary>Presses the button at the first point, moves along the others, and lets go at the last.</summary>
    public async Task Drag(params IReadOnlyList<(double X, double Y)> path)
    {
        await Move(path[0].X, path[0].Y);
        await Mouse("mousePressed", path[0].X, path[0].Y, 1);
        foreach ((double x, double y) in path.Skip(1)) await Mouse("mouseMoved", x, y, 1);
        await Mouse("mouseReleased", path[^1].X, path[^1].Y, 1);
    }

    public Task Wheel(double x, double y, double delta) => Send("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = "mouseWheel", ["x"] = x, ["y"] = y, ["deltaX"] = 0, ["deltaY"] = delta,
    });

    /// <summary>Types into an element in place of what is there.</summary>
    public async Task Type(string selector, string text)
    {
        await Evaluate($"(() => {{ const one = document.querySelector({Json(selector)}); one.focus(); one.select(); }})()");
        await Send("Input.insertText", new JsonObject { ["text"] = text });
    }

    public async Task Press(string key)
    {
        string? typed = key == "Enter" ? "\r" : key.Length == 1 ? key : null;
        foreach (string kind in new[] { "keyDown", "keyUp" })
        {
            JsonObject press = new() { ["type"] = kind, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = CodeOf(key) };
            if (typed is not null && kind == "keyDown") press["text"] = typed;
            await Send("Input.dispatchKeyEvent", press);
        }
    }

    public async Task<Picture> Screenshot()
        => Picture.Read(Convert.FromBase64String((await Send("Page.captureScreenshot")).GetProperty("data").GetString()!));

    public Task<JsonElement> Send(string method, JsonObject? parameters = null)
    {
        CancellationTokenSource patience = new(Patience);
        return tools.Send(method, parameters, session, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        tools.Heard -= Hear;
        using CancellationTokenSource patience = new(Patience);
        await tools.Send("Target.closeTarget", new JsonObject { ["targetId"] = target }, cancel: patience.Token);
    }

    private static string Json(string text) => JsonSerializer.Serialize(text);

    private static int CodeOf(string key) => key switch
    {
        "Enter" => 13, "Escape" => 27, "Tab" => 9, "ArrowLeft" => 37, "ArrowUp" => 38, "ArrowRight" => 39, "ArrowDown" => 40, _ => key[0],
    };

    private Task<JsonElement> Mouse(string kind, double x, double y, int buttons) => Send("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = kind, ["x"] = x, ["y"] = y, ["button"] = kind == "mouseMoved" && buttons == 0 ? "none" : "left", ["buttons"] = buttons,
        ["clickCount"] = 1,
    });

    private void Hear(string? from, string name, JsonElement parameters)
    {
        if (from != session) return;
        switch (name)
        {
            case "Runtime.exceptionThrown":
                Problems.Enqueue(parameters.GetProperty("exceptionDetails").GetRawText());
                break;
            case "Log.entryAdded" when parameters.GetProperty("entry").GetProperty("level").GetString() == "error":
                Problems.Enqueue(parameters.GetProperty("entry").GetRawText());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters.GetProperty("request").GetProperty("url").GetString()!);
                break;
        }
    }
}
