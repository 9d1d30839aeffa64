#!/usr/bin/python3
"""Training speed of item2vec against gensim and fastText: same text file, same settings, runs in turn.

Skip-gram, 100 dimensions, window 5, 5 negatives, no subsampling, 1 epoch, learning rate 0.025.  Each round runs
item2vec, gensim, every --peer and, in the first rounds, fastText (skip-gram only); every combination of the lists given is
measured.  A peer is any program that writes word2vec's vectors, text or binary (named_peer.py).
Tokens per second count the epochs alone, the whole run is the process from start to end.  Medians; a ratio is that of
two runs of one round, its median with the least and the greatest.  Tables of markdown at the end.  Judging takes
longer than training: --judge is best given apart, with one repetition.

  trainer_speed.py items diginetica text-eltec-english --threads 1,2
  trainer_speed.py items --threads 2 --dimensions 64,100,200 --negative 5,20 --fasttext-repeat 0
  trainer_speed.py items --architecture cbow
  trainer_speed.py diginetica --threads 2 --epochs 20 --repeat 1 --judge
  trainer_speed.py items --peer 'word2vec=./word2vec -train {corpus} -output {output} -threads {threads} -iter {epochs}'
"""
import argparse
import itertools
import os
from pathlib import Path
from statistics import median

from common import DEFAULT_CLI, DEFAULT_DATA, DEFAULT_OUT, OURS, PEER, cached, markdown, np, store
from corpora import DEFAULT_GENERATOR, corpus
from named_peer import NamedPeer
from timed_trainers import FASTTEXT, RUN, VECTORS, run_fasttext
from trainers import align
import judge

FIXED = {"window": 5, "sample": 0, "learning-rate": 0.025, "seed": 1}


def rounds(args, data, settings, folder):
    """{trainer: runs}, the trainers taking turns; ours comes first, for it counts the tokens."""
    lines = sum(1 for _ in open(data.file, "rb"))
    peers = {PEER: args.gensim_repeat, **{peer.name: args.repeat for peer in args.peer},
             FASTTEXT: args.fasttext_repeat if settings["architecture"] == "skipgram" else 0}
    found = {trainer: [] for trainer in (OURS, *peers)}
    for number in range(args.repeat):
        for trainer in [OURS, *(peer for peer, most in peers.items() if number < most)]:
            file = folder / f"{trainer}-{number}.json"
            key = {**settings, "bytes": data.file.stat().st_size}
            known = cached(file, key) if args.reuse_peers and trainer != OURS else None
            run = known or {"settings": key, "trainer": trainer, **args.run[trainer](args, data.file, settings, folder / trainer)}
            if trainer == OURS:
                # `train` counts an event once an epoch.
                events = run["tokens"]
                run["tokens"] //= settings["epochs"]
            elif trainer == FASTTEXT:
                run["trainSeconds"] = (events + lines * settings["epochs"]) / run["speed"]
            run["tokensPerSecond"] = events / run["trainSeconds"]
            store(file, run)
            found[trainer].append(run)
    return {trainer: runs for trainer, runs in found.items() if runs}


def hits(args, task, data, settings, trainers, folder):
    """hit@20 by cosine and by input against output of each trainer's last model."""
    found = {}
    for trainer in trainers:
        if trainer == FASTTEXT:
            run_fasttext(args, data.file, settings, folder / trainer, outputs=True)
        elif not (folder / trainer).is_dir():
            args.run[trainer](args, data.file, settings, folder / trainer)
        matrices = args.vectors[trainer](args, folder / trainer)
        inputs = align(*matrices["input"], task.items)
        unit = inputs / np.maximum(np.linalg.norm(inputs, axis=1, keepdims=True), 1e-30)
        pairs = [(unit, unit), *([(inputs, align(*matrices["output"], task.items))] if "output" in matrices else [])]
        found[trainer] = [judge.metrics(judge.next_item_ranks(task.queries, task.targets, *pair))["hit@20"] for pair in pairs]
    return found


def ratio(ours, theirs):
    values = [a["tokensPerSecond"] / b["tokensPerSecond"] for a, b in zip(ours, theirs)]
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})" if len(values) > 1 else f"{values[0]:.2f}"


def speed_rows(label, found, judged):
    """One row a trainer."""
    for trainer, runs in found.items():
        middle = {key: median(run[key] for run in runs)
                  for key in ("tokensPerSecond", "trainSeconds", "wholeSeconds", "peakMegabytes")}
        yield [label, trainer, f"{middle['tokensPerSecond'] / 1e3:,.0f}",
               "" if trainer == OURS else ratio(found[OURS], runs), f"{middle['trainSeconds']:.2f}",
               f"{middle['wholeSeconds']:.2f}", f"{middle['peakMegabytes']:,.0f}",
               *([f"{hit:.4f}" for hit in judged[trainer]] + [""] * (2 - len(judged[trainer])) if judged else [])]


def memory_row(label, dimensions, runs):
    """Our peak beside what it may be: both matrices, 8 bytes an event of the corpus, and 150 MB for the rest."""
    bound = (2 * runs[0]["items"] * dimensions * 4 + 8 * runs[0]["tokens"]) / 1e6 + 150
    peak = median(run["peakMegabytes"] for run in runs)
    return [label, f"{peak:,.0f}", f"{bound:,.0f}", f"{peak / bound:.2f}"]


def compare(args, name):
    data = corpus(args, name)
    task, speed, memory = data.task() if args.judge else None, [], []
    for architecture, dimensions, negative, threads in itertools.product(args.architecture, args.dimensions, args.negative, args.threads):
        settings = {**FIXED, "epochs": args.epochs, "min-count": data.min_count, "architecture": architecture,
                    "dimensions": dimensions, "negative": negative, "threads": threads}
        label = f"{architecture}, {dimensions} dimensions, {negative} negatives, {threads} thread{'s' * (threads > 1)}"
        folder = args.out / "trainer-speed" / name / label.replace(",", "").replace(" ", "-")
        found = rounds(args, data, settings, folder)
        speed += speed_rows(label, found, hits(args, task, data, settings, found, folder) if task else None)
        memory.append(memory_row(label, dimensions, found[OURS]))
    facts = found[OURS][0]
    print(f"\n{name}: {facts['tokens']:,} tokens, {facts['items']:,} items; rounds {args.repeat}"
          f" (fastText {args.fasttext_repeat}), load {os.getloadavg()[0]:.1f} at the end\n")
    header = ["settings", "trainer", "thousand tokens/s", "item2vec / this", "training, s", "whole run, s", "peak MB"]
    print(markdown(header + (["hit@20 cosine", "hit@20 input-output"] if task else []), speed))
    print(f"\n{markdown(['settings', 'item2vec peak MB', 'bound, MB', 'peak / bound'], memory)}\n", flush=True)


def main():
    def listed(kind):
        return lambda text: [kind(part) for part in text.split(",")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", help="items, text-eltec-english, or a folder below --data with events.csv.gz")
    parser.add_argument("--threads", type=listed(int), default=[1, 2], metavar="LIST")
    parser.add_argument("--dimensions", type=listed(int), default=[100], metavar="LIST")
    parser.add_argument("--negative", type=listed(int), default=[5], metavar="LIST")
    parser.add_argument("--architecture", type=listed(str), default=["skipgram"], metavar="LIST", help="skipgram, cbow")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3, help="rounds")
    parser.add_argument("--fasttext-repeat", type=int, default=1, help="rounds with fastText, which is slow; 0 leaves it out")
    parser.add_argument("--gensim-repeat", type=int, help="rounds with gensim; 0 leaves it out [default: all]")
    parser.add_argument("--peer", type=NamedPeer, action="append", default=[], metavar="NAME=COMMAND",
                        help="one more trainer, as in 'NAME=COMMAND {corpus} {output} {threads} {epochs}'; may be repeated")
    parser.add_argument("--judge", action="store_true", help="also hit@20 of the last models, where pairs are held out")
    parser.add_argument("--reuse-peers", action="store_true", help="stored runs of the peers instead of new ones in turn with ours")
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD", help="the command to compare")
    parser.add_argument("--train-options", default="", metavar="OPTS", help="more options for `item2vec train`")
    parser.add_argument("--fasttext", default="/usr/bin/fasttext", metavar="CMD")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="parent folder of the data sets")
    parser.add_argument("--generator", type=Path, default=DEFAULT_GENERATOR, help="the program that makes synthetic sessions")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where corpora, models and results go")
    args = parser.parse_args()
    names = [OURS, PEER, FASTTEXT, *(peer.name for peer in args.peer)]
    if len(set(names)) < len(names):
        parser.error(f"the names of peers must differ from each other and from {OURS}, {PEER} and {FASTTEXT}")
    args.gensim_repeat = args.repeat if args.gensim_repeat is None else args.gensim_repeat
    args.run = {**RUN, **{peer.name: peer.run for peer in args.peer}}
    args.vectors = {**VECTORS, **{peer.name: peer.vectors for peer in args.peer}}
    for name in args.names:
        compare(args, name)


if __name__ == "__main__":
    main()
