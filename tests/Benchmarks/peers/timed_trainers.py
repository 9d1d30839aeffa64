"""The trainers of the speed comparison behind one shape: a whole run in a process of its own, and the vectors it left.

A run gives {trainSeconds, wholeSeconds, peakMegabytes}: the epochs alone; the process from start to end (start, read,
train, write); its own peak resident memory in millions of bytes.
"""
import json
import re
import shlex
import sys
from pathlib import Path

from common import OURS, PEER, measure, np
from trainers import read_word2vec_binary

FASTTEXT = "fasttext"


def run_item2vec(args, corpus, settings, folder):
    """The seconds of the epochs are those of `train --format json`; neither graph nor pairs are kept, as no peer keeps them.

    SGD, as the peers have, unless --train-options names another optimizer.
    """
    options = [part for key, value in settings.items() for part in ("--" + key, value)]
    if "--optimizer" not in args.train_options:
        options += ["--optimizer", "sgd"]
    cost = measure([*shlex.split(args.item2vec), "train", corpus, "-o", folder, *options, "--index=false", "--co-occurrences", 0, "-q",
                    "--format", "json", *shlex.split(args.train_options)])
    report = last_json(cost)
    return result(cost, report["trainSeconds"], items=report["items"], tokens=report["tokens"])


def run_gensim(args, corpus, settings, folder):
    """The seconds of the epochs are those around `train`, after `build_vocab`; writing is `save`, both matrices."""
    program = Path(__file__).with_name("gensim_run.py")
    cost = measure([sys.executable, program, corpus, folder, json.dumps(settings)])
    report = last_json(cost)
    if not any("openblas-pthread" in library for library in report["blas"]):
        print(f"warning: gensim ran on {report['blas']}, not on OpenBLAS with threads", file=sys.stderr)
    return result(cost, report["trainSeconds"])


def run_fasttext(args, corpus, settings, folder, outputs=False):
    """fastText without subwords (-minn 0 -maxn 0 leave no bucket); -t 1 is no subsampling, as it keeps all below that share.

    It says words per second and thread since its threads began, where the end of each line counts as a word:
    the seconds are (words + lines) / (that speed x threads).  Its clock looks up every 0.1 s.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cost = measure([*shlex.split(args.fasttext), settings["architecture"], "-input", corpus, "-output", folder / "model",
                    "-dim", settings["dimensions"], "-ws", settings["window"], "-neg", settings["negative"],
                    "-epoch", settings["epochs"], "-lr", settings["learning-rate"], "-minCount", settings["min-count"],
                    "-thread", settings["threads"], "-t", 1 if settings["sample"] == 0 else settings["sample"],
                    "-seed", settings["seed"], "-minn", 0, "-maxn", 0, "-wordNgrams", 1, "-bucket", 1, "-verbose", 2,
                    *(["-saveOutput"] if outputs else [])])
    speed = float(re.findall(r"words/sec/thread:\s*(\d+)", cost[2])[-1]) * settings["threads"]
    return result(cost, speed=speed)


def result(cost, seconds=None, **more):
    wholeseconds, peak, _ = cost
    return {"trainSeconds": seconds, "wholeSeconds": wholeseconds, "peakMegabytes": peak * 2**20 / 1e6, **more}


def last_json(cost):
    return json.loads(cost[2].strip().splitlines()[-1])


def vectors_item2vec(args, folder):
    found = {}
    for name in ("input", "output"):
        file = folder / f"{name}.bin"
        measure([*shlex.split(args.item2vec), "export", "--model", folder, "--to", "word2vec-binary", "-o", file,
                 *(["--matrix", "output"] if name == "output" else []), "-q"])
        found[name] = read_word2vec_binary(file)
    return found


def vectors_gensim(args, folder):
    from gensim.models import Word2Vec
    model = Word2Vec.load(str(folder / "model"))
    return {"input": (model.wv.index_to_key, model.wv.vectors), "output": (model.wv.index_to_key, model.syn1neg)}


def vectors_fasttext(args, folder):
    return {"input": read_text(folder / "model.vec"), "output": read_text(folder / "model.output")}


def read_text(file):
    with open(file, encoding="utf-8") as lines:
        count, dimensions = map(int, next(lines).split())
        tokens, vectors = [], np.empty((count, dimensions), np.float32)
        for row, line in enumerate(lines):
            token, values = line.split(" ", 1)
            tokens.append(token)
            vectors[row] = np.fromstring(values, np.float32, sep=" ")
    return tokens, vectors


RUN = {OURS: run_item2vec, PEER: run_gensim, FASTTEXT: run_fasttext}
VECTORS = {OURS: vectors_item2vec, PEER: vectors_gensim, FASTTEXT: vectors_fasttext}
