namespace Item2Vec.Cli.Reports;

/// <summary>
/// The style sheet of reports: light, dark and print. Series also differ in lightness, so they can be told apart without colors (after
/// Okabe and Ito 2008).
/// </summary>
internal static class ReportStyle
{
    /// <summary>The number of series with a distinct color: classes <c>s0</c>, <c>s1</c> and so on.</summary>
    public const int Series = 6;

    public const string Css = """

        :root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --faint: #57606a; --line: #d0d7de; --stripe: #f6f8fa;
          --s0: #0072b2; --s1: #d55e00; --s2: #8b949e; --s3: #009e73; --s4: #cc79a7; --s5: #b98a00; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #14181d; --text: #e6edf3; --faint: #9aa4af; --line: #39424c; --stripe: #1c2229;
            --s0: #56b4e9; --s1: #e8833a; --s2: #8b949e; --s3: #2bc79a; --s4: #dd9cc1; --s5: #e0b43a; }
        }
        @media print {
          :root { color-scheme: light; --back: #fff; --text: #000; --faint: #444; --line: #bbb; --stripe: #fff;
            --s0: #0072b2; --s1: #d55e00; --s2: #8b949e; --s3: #009e73; --s4: #cc79a7; --s5: #b98a00; }
          figure, tr { break-inside: avoid; }
          h2, caption, figcaption { break-after: avoid; }
        }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue",
        Arial, sans-serif; }
        main { max-width: 860px; margin: 0 auto; padding: 24px 16px 64px; }
        h1 { font-size: 26px; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; margin: 40px 0 8px; padding-top: 8px; border-top: 1px solid var(--line); }
        p { max-width: 72ch; margin: 8px 0; overflow-wrap: anywhere; }
        .lead, figcaption span { color: var(--faint); }
        pre { overflow-x: auto; padding: 8px 12px; background: var(--stripe); border: 1px solid var(--line); border-radius: 4px;
        white-space: pre-wrap; overflow-wrap: anywhere; }
        code { font: 13px/1.5 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; }
        dt { color: var(--faint); }
        dd { margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }
        .scroll { overflow-x: auto; margin: 12px 0; }
        table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--faint); padding: 4px 0; }
        caption span { display: block; position: sticky; left: 0; width: fit-content; max-width: min(100vw - 32px, 828px); }
        th, td { padding: 3px 10px; border-bottom: 1px solid var(--line); text-align: left; font-weight: normal; vertical-align: top;
        unicode-bidi: isolate; }
        th:first-child { padding-left: 0; }
        thead th { font-weight: 600; white-space: nowrap; }
        tbody tr:nth-child(even) { background: var(--stripe); }
        .number { text-align: right; white-space: nowrap; }
        tbody .text { overflow-wrap: anywhere; min-width: 6ch; }
        tbody .short { white-space: nowrap; }
        figure { margin: 20px 0; }
        figcaption { margin-bottom: 4px; font-weight: 600; }
        figcaption span { display: block; font-weight: normal; }
        details { margin: 4px 0 12px; } summary { cursor: pointer; color: var(--faint); }
        svg { display: block; width: 100%; height: auto; }
        .wide svg { max-width: 760px; } .narrow svg { max-width: 440px; } .narrow { display: none; }
        @media screen and (max-width: 791px) { .wide { display: none; } .narrow { display: block; } }
        svg text { font: 12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--text); }
        svg .tick { fill: var(--faint); font-size: 11px; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .axis { stroke: var(--faint); stroke-width: 1; }
        svg .mark { stroke: var(--text); stroke-width: 1; stroke-dasharray: 4 3; }
        svg .range { stroke: var(--text); stroke-width: 1.5; }
        .s0 { fill: var(--s0); stroke: var(--s0); } .s1 { fill: var(--s1); stroke: var(--s1); } .s2 { fill: var(--s2); stroke: var(--s2); }
        .s3 { fill: var(--s3); stroke: var(--s3); } .s4 { fill: var(--s4); stroke: var(--s4); } .s5 { fill: var(--s5); stroke: var(--s5); }
        svg .line { fill: none; stroke-width: 2; }
        .dots { fill: none; stroke-linecap: round; } .dots path { stroke: var(--light); }
        @media screen and (prefers-color-scheme: dark) { .dots path { stroke: var(--dark); } }
        svg .name { stroke: var(--back); stroke-width: 4; stroke-opacity: 0.85; stroke-linejoin: round; paint-order: stroke; }
        svg .strong { font-weight: 600; }

        """;
}
