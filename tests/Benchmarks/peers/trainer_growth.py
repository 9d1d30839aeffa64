#!/usr/bin/python3
"""How item2vec's training time and memory grow with the corpus, and the largest vocabulary that fits.

Tokens: synthetic sessions of 1, 10 and 100 million tokens over the same 200,000 items; linear growth is a constant
number of seconds for each million tokens.
Vocabulary: every item three times, in sessions of ten.  The peak at two sizes gives the bytes of an item and the
size that fills --memory; --verify trains on that many items for the proof.  Tables of markdown at the end.

  trainer_growth.py tokens
  trainer_growth.py vocabulary --verify 10
"""
import argparse
import os
from pathlib import Path
from statistics import median

from common import DEFAULT_CLI, DEFAULT_OUT, OURS, markdown, np, store
from corpora import DEFAULT_GENERATOR, synthetic
from timed_trainers import run_item2vec

FIXED = {"window": 5, "negative": 5, "sample": 0, "learning-rate": 0.025, "seed": 1, "epochs": 1, "min-count": 1}


def trained(args, corpus, name):
    """The medians of some runs; they write over one model."""
    settings = {**FIXED, "dimensions": args.dimensions, "threads": args.threads}
    runs = [run_item2vec(args, corpus, settings, args.out / "trainer-growth" / OURS) for _ in range(args.repeat)]
    middle = {key: median(run[key] for run in runs) for key in runs[0]}
    store(args.out / "trainer-growth" / f"{name}.json", {"settings": settings, **middle})
    return middle


def tokens(args):
    rows = []
    for millions in args.millions:
        name = f"sessions-{millions:g}m"
        run = trained(args, synthetic(args, name, round(millions * 100_000)).file, name)
        bound = (2 * run["items"] * args.dimensions * 4 + 8 * run["tokens"]) / 1e6 + 150
        size = run["tokens"] / 1e6
        rows.append([f"{size:.1f}", f"{run['items']:,}", f"{run['trainSeconds']:.2f}", f"{run['trainSeconds'] / size:.3f}",
                     f"{run['wholeSeconds']:.2f}", f"{run['wholeSeconds'] / size:.3f}", f"{run['peakMegabytes']:,.0f}", f"{bound:,.0f}"])
    print("\n" + markdown(["million tokens", "items", "training, s", "for a million", "whole run, s", "for a million",
                           "peak MB", "bound, MB"], rows) + "\n")


def random_sessions(args, millions):
    """Every item three times in random order, ten a line: popularity is even, so that no cache helps."""
    file = args.out / "trainer-growth" / f"vocabulary-{millions:g}m.txt"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        items, random = round(millions * 1e6), np.random.default_rng(1)
        with open(file.with_suffix(".making"), "w") as lines:
            for _ in range(3):
                order = random.permutation(items).astype(np.int32)
                for low in range(0, items, 1_000_000):
                    for row in order[low:low + 1_000_000].reshape(-1, 10).tolist():
                        lines.write("i%d i%d i%d i%d i%d i%d i%d i%d i%d i%d\n" % tuple(row))
        file.with_suffix(".making").rename(file)
    return file


def vocabulary(args):
    rows, peaks = [], {}
    for millions in [*args.sizes, *args.verify]:
        run = trained(args, random_sessions(args, millions), f"vocabulary-{millions:g}m")
        peaks[run["items"]] = run["peakMegabytes"] * 1e6
        rows.append([f"{run['items']:,}", f"{run['tokens']:,}", f"{run['trainSeconds']:.1f}", f"{run['wholeSeconds']:.1f}",
                     f"{run['peakMegabytes']:,.0f}", f"{run['peakMegabytes'] * 1e6 / run['items']:.0f}"])
    (few, low), (many, high) = sorted(peaks.items())[:2]
    each = (high - low) / (many - few)
    fits = (args.memory * 2**30 - (low - each * few)) / each
    print("\n" + markdown(["items", "tokens", "training, s", "whole run, s", "peak MB", "bytes an item"], rows))
    print(f"\n{each:.0f} bytes for each further item of {args.dimensions} dimensions and three occurrences:"
          f" {fits / 1e6:.1f} million items fit into {args.memory:.1f} GiB\n")


def main():
    def listed(text):
        return [float(part) for part in text.split(",")]
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tokens", "vocabulary"])
    parser.add_argument("--millions", type=listed, default=[1, 10, 100], metavar="LIST", help="tokens of the corpora, in millions")
    parser.add_argument("--sizes", type=listed, default=[1, 2], metavar="LIST", help="vocabularies to measure, in millions, two or more")
    parser.add_argument("--verify", type=listed, default=[], metavar="LIST", help="further vocabularies, in millions")
    parser.add_argument("--memory", type=float, default=0.9 * total, metavar="GIB", help="default: nine tenths of this machine's")
    parser.add_argument("--dimensions", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD", help="the command to measure")
    parser.add_argument("--train-options", default="", metavar="OPTS", help="more options for `item2vec train`")
    parser.add_argument("--generator", type=Path, default=DEFAULT_GENERATOR, help="the program that makes synthetic sessions")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where corpora, models and results go")
    args = parser.parse_args()
    tokens(args) if args.what == "tokens" else vocabulary(args)


if __name__ == "__main__":
    main()
