#!/usr/bin/python3
"""Search: queries a second at equal recall, building time, size and memory, beside hnswlib and faiss.

  index_speed.py items|words|clusters                     all steps of a set, with 1 and 2 threads, and its tables
  index_speed.py clusters --step build --engine hnswlib   one step, whose results are kept for the tables

The same vectors, made 1 long for the peers beforehand, and the same queries, items of the index: 10 neighbors each, the item itself left out (peers
are asked for 11). M 16, efConstruction 200. Each engine is a process; they take turns for each ef, and a speed is the median of the rounds.
"""
import argparse
import json
import os
import shlex
import statistics
import time
from pathlib import Path

from common import DEFAULT_CLI, DEFAULT_DATA, DEFAULT_OUT, markdown, np, store
from corpora import DEFAULT_GENERATOR
from index_engines import ENGINES, SEARCH, output
import index_sets

K = 10
LEVELS = (0.90, 0.95, 0.99)
BUILT_WITH = 2  # the threads that built the graphs which are asked
STEPS = ["vectors", "build", "query", "open", "tables"]


class Data:
    """A set: the model, its vectors, the queries and their exact answers, as files."""

    def __init__(self, args):
        self.model = index_sets.model(args, args.set)
        self.folder = self.model.parent
        self.vectors_file = self.folder / "vectors.f32"
        self.rows_file, self.queries_file = self.folder / f"{args.queries}-rows.i32", self.folder / f"{args.queries}-queries.f32"
        truth_file = self.folder / f"{args.queries}-truth.npy"
        if not truth_file.exists():
            vectors = index_sets.read_vectors(self.model)
            vectors.tofile(self.vectors_file)
            rows = np.random.default_rng(5).integers(0, len(vectors), args.queries).astype("<i4")
            rows.tofile(self.rows_file)
            vectors[rows].tofile(self.queries_file)
            np.save(truth_file, exact(vectors, rows))
        self.rows = np.fromfile(self.rows_file, "<i4")
        self.truth = np.load(truth_file)
        self.dimensions = self.queries_file.stat().st_size // 4 // len(self.rows)
        self.count = self.vectors_file.stat().st_size // 4 // self.dimensions

    def recall(self, path):
        labels = np.fromfile(path, "<i4").reshape(len(self.rows), -1)
        hits = sum(len(set(found[found != row][:K]) & set(right)) for found, row, right in zip(labels, self.rows, self.truth))
        return hits / (K * len(self.rows))

    def results(self, name):
        return self.folder / "results" / f"{name}.json"


def exact(vectors, rows):
    """The K nearest of each query, the query itself left out."""
    found = np.empty((len(rows), K), dtype=np.int64)
    for begin in range(0, len(rows), 64):
        part = rows[begin:begin + 64]
        scores = vectors[part] @ vectors.T
        scores[np.arange(len(part)), part] = -np.inf
        for i, row in enumerate(scores):
            found[begin + i] = np.argpartition(row, -K)[-K:]
    return found


def build(args, data, threads):
    for engine in {engine.built_as: engine for engine in chosen(args)}.values():
        if args.again or not data.results(f"build-{engine.built_as}-{threads}").exists():
            result = engine.build(data, threads)
            store(data.results(f"build-{engine.built_as}-{threads}"), {**result, "engine": engine.built_as, "threads": threads, "bytes": engine.bytes(data, threads)})


def query(args, data, threads):
    """All engines in turn, for each ef: round after round."""
    built_with = BUILT_WITH
    servers = {engine.name: engine.serve(data, BUILT_WITH, threads) for engine in chosen(args)}
    runs = {name: {ef: [] for ef in args.ef} for name in servers}
    recalls, memory = {name: {} for name in servers}, {}
    answers = data.folder / "answers.i32"
    for _ in range(args.rounds):
        for ef in args.ef:
            for name, server in servers.items():
                answer = server.ask(ef, answers)
                runs[name][ef].append(len(data.rows) / answer["seconds"])
                memory[name] = answer["megabytes"]
                recalls[name].setdefault(ef, data.recall(answers))
    for name, server in servers.items():
        server.stop()
        store(data.results(f"query-{name}-{threads}"), {
            "engine": name, "threads": threads, "megabytes": memory[name],
            "runs": [[ef, recalls[name][ef], statistics.median(speeds)] for ef, speeds in runs[name].items()]})


def opening(args, data):
    """A running process that opens the file, a process for a query, and what a query allocates."""
    model = ENGINES[-1].index(data, BUILT_WITH)
    other = index_sets.model(args, "words")
    file = os.open(model / "items.i2v", os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    from_disk = json.loads(output(["dotnet", SEARCH, "open", model, other, 1]))["milliseconds"][0]
    warm = json.loads(output(["dotnet", SEARCH, "open", model, other, 11]))["milliseconds"]
    command = [*shlex.split(args.item2vec), "similar", "--model", model, "--item", args.item or "v12345", "-q"]
    processes = []
    for _ in range(13):
        begin = time.perf_counter()
        output(command)
        processes.append((time.perf_counter() - begin) * 1000)
    store(data.results("open"), {
        "items": data.count, "fromDisk": from_disk, "warm": statistics.median(warm), "process": statistics.median(processes[3:]), "fastestProcess": min(processes),
        "allocations": json.loads(output(["dotnet", SEARCH, "allocations", model]))})


def at_level(runs, level):
    """Queries a second at a recall, on the straight line between the two measurements around it; the fastest where all are above."""
    runs = sorted(runs, key=lambda run: run[1])
    if runs[-1][1] < level:
        return None
    above = next(i for i, run in enumerate(runs) if run[1] >= level)
    best = max(run[2] for run in runs[above:])
    if above == 0:
        return best
    (_, low, fast), (_, high, slow) = runs[above - 1], runs[above]
    return max(best, fast + (slow - fast) * (level - low) / (high - low))


def tables(args, data):
    print(f"\n{args.set}: {data.count:,} x {data.dimensions}, {len(data.rows):,} queries")
    for threads in args.threads:
        rows = []
        for engine in ENGINES:
            built, asked = (known(data, f"build-{engine.built_as}-{threads}"), known(data, f"query-{engine.name}-{threads}"))
            if asked is None:
                continue
            speeds = [at_level(asked["runs"], level) for level in LEVELS]
            rows.append([engine.name, *((f"{built['seconds']:.1f}", f"{built['cpu']:.1f}") if built else "--"), f"{engine.bytes(data, BUILT_WITH) / 1e6:,.0f}", f"{asked['megabytes']:,.0f}",
                         *("-" if speed is None else f"{speed:,.0f}" for speed in speeds), f"{min(run[1] for run in asked['runs']):.3f}"])
        if rows:
            print(f"\n{threads} thread{'s' * (threads > 1)}:\n")
            print(markdown(["engine", "build, s", "processor, s", "file, MB", "memory, MB", *(f"queries/s at {level:.2f}" for level in LEVELS), "lowest recall"], rows))


def known(data, name):
    return json.loads(data.results(name).read_text()) if data.results(name).exists() else None


def chosen(args):
    return [engine for engine in ENGINES if not args.engine or engine.name in args.engine or engine.built_as in args.engine]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=index_sets.NAMES)
    parser.add_argument("--step", choices=STEPS, nargs="+", default=STEPS)
    parser.add_argument("--engine", nargs="+", help="only these: " + ", ".join(engine.name for engine in ENGINES))
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--queries", type=int, help="default: 5000, and 2000 of a million vectors")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ef", type=int, nargs="+", default=[10, 16, 24, 32, 48, 64, 96, 128, 256])
    parser.add_argument("--item", help="what the process for a query asks for")
    parser.add_argument("--again", action="store_true", help="build also what has been built")
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--generator", type=Path, default=DEFAULT_GENERATOR)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    args = parser.parse_args()
    args.queries = args.queries or (2000 if args.set == "clusters" else 5000)
    data = Data(args)
    for threads in args.threads:
        if "build" in args.step:
            build(args, data, threads)
    for threads in args.threads:
        if "query" in args.step:
            query(args, data, threads)
    if "open" in args.step:
        opening(args, data)
    if "tables" in args.step:
        tables(args, data)


if __name__ == "__main__":
    main()
