"""The two trainers behind one shape: train on a text corpus, return {matrix: (tokens, vectors)} and the cost."""
import resource
import shlex
import time
from pathlib import Path

from common import OURS, measure, np


def train_gensim(args, corpus, seed, settings):
    """gensim in this process, from the same file; its other settings at their defaults.

    The peak counts everything this process has held so far: it is exact only for the first run of a process.
    """
    from gensim.models import Word2Vec
    start = time.perf_counter()
    model = Word2Vec(corpus_file=str(corpus), sg=1, hs=0, alpha=0.025, seed=seed, workers=args.threads,
                     vector_size=settings["dimensions"], window=settings["window"], negative=settings["negative"],
                     sample=settings["sample"], epochs=settings["epochs"], min_count=settings["min-count"])
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tokens = model.wv.index_to_key
    return ({"input": (tokens, model.wv.vectors), "output": (tokens, model.syn1neg)},
            {"wholeSeconds": round(seconds, 2), "peakMegabytes": round(peak)})


def train_item2vec(args, corpus, seed, settings, folder, matrices):
    """Our command line with the same settings, then an export of each matrix."""
    options = [part for key, value in settings.items() for part in ("--" + key, value)]
    cli, more = shlex.split(args.item2vec), shlex.split(args.train_options)
    model = folder / f"{OURS}-seed{seed}"
    seconds, peak, _ = measure(cli + ["train", corpus, "-o", model, *options, "--seed", seed,
                                      "--threads", args.threads, "--index=false", "-q", *more])
    found = {}
    for name in matrices:
        file = folder / f"{OURS}-seed{seed}-{name}.bin"
        matrix = ["--matrix", "output"] if name == "output" else []
        measure(cli + ["export", "--model", model, "--to", "word2vec-binary", "-o", file, *matrix, "-q"])
        found[name] = read_word2vec_binary(file)
    return found, {"wholeSeconds": round(seconds, 2), "peakMegabytes": round(peak)}


def read_word2vec_binary(file):
    """Reads 'count dimensions', then token, blank, float32 values; a line end after each row is optional."""
    data = Path(file).read_bytes()
    head, at = data.split(b"\n", 1)[0], data.index(b"\n") + 1
    count, dimensions = map(int, head.split())
    tokens, vectors = [], np.empty((count, dimensions), np.float32)
    for row in range(count):
        blank = data.index(b" ", at)
        tokens.append(data[at:blank].lstrip(b"\n").decode())
        at = blank + 1 + 4 * dimensions
        vectors[row] = np.frombuffer(data, "<f4", dimensions, blank + 1)
    return tokens, vectors


def align(tokens, vectors, wanted):
    """The rows for the wanted tokens in their order; NaN where the model has none."""
    row = {token: i for i, token in enumerate(tokens)}
    found = np.full((len(wanted), vectors.shape[1]), np.nan, np.float32)
    pairs = [(i, row[token]) for i, token in enumerate(wanted) if token in row]
    if pairs:
        to, source = map(list, zip(*pairs))
        found[to] = vectors[source]
    return found
