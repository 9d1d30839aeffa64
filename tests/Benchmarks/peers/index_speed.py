#!/usr/bin/python3
"""Item-to-item search: queries a second at equal recall, building time and size, beside hnswlib (and faiss where it is installed).

The same vectors, the same queries (items of the index), 10 neighbors, M 16, efConstruction 200, one thread each, in turn. Ours is measured by
`item2vec index bench`. Peers are asked for 11 and the item itself is left out; their vectors are made 1 long beforehand, which is not timed.
"""
import argparse
import json
import os
import shlex
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import DEFAULT_CLI, DEFAULT_OUT, markdown, measure
import numpy as np

M, EF_CONSTRUCTION, K = 16, 200, 10
LEVELS = (0.90, 0.95, 0.99)


def read_vectors(path):
    """The input vectors of an .i2v file, made 1 long."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    _, sections, _, _, items, dimensions, _ = struct.unpack_from("<iiqQiiq", data[:64].tobytes(), 8)
    stride = (dimensions + 15) // 16 * 16
    for i in range(sections):
        kind, _, _, at, size, _, _ = struct.unpack_from("<16siIqqQi", data[64 + 64 * i:128 + 64 * i].tobytes())
        if kind.rstrip(b"\0") == b"input":
            rows = np.array(data[at:at + size].view("<f4").reshape(items, stride)[:, :dimensions])
            return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-30)
    sys.exit(f"error: {path} has no input vectors")


def exact(vectors, queries):
    """The K nearest of each query, the query itself left out."""
    found = []
    for part in np.array_split(queries, max(1, len(queries) // 100)):
        scores = vectors[part] @ vectors.T
        scores[np.arange(len(part)), part] = -np.inf
        found.extend(np.argpartition(-scores, K, axis=1)[:, :K])
    return found


def recall_of(labels, queries, truth):
    hits = sum(len(set(row[row != query][:K]) & set(right)) for row, query, right in zip(labels, queries, truth))
    return hits / (K * len(queries))


def curve(search, vectors, queries, truth, efs):
    """[(ef, recall, queries a second)], the fastest of some rounds."""
    runs = []
    for ef in efs:
        best = float("inf")
        for _ in range(3):
            begin = time.perf_counter()
            labels = search(vectors[queries], ef)
            best = min(best, time.perf_counter() - begin)
        runs.append((ef, recall_of(labels, queries, truth), len(queries) / best))
    return runs


def run_hnswlib(vectors, queries, truth, threads, efs):
    import hnswlib
    index = hnswlib.Index("ip", vectors.shape[1])
    index.init_index(len(vectors), M=M, ef_construction=EF_CONSTRUCTION, random_seed=1)
    begin = time.perf_counter()
    index.add_items(vectors, np.arange(len(vectors)), num_threads=threads)
    seconds = time.perf_counter() - begin

    def search(rows, ef):
        index.set_ef(max(ef, K + 1))
        return index.knn_query(rows, k=K + 1, num_threads=threads)[0]

    return seconds, size_of(index.save_index), curve(search, vectors, queries, truth, efs)


def run_faiss(vectors, queries, truth, threads, efs):
    import faiss
    faiss.omp_set_num_threads(threads)
    index = faiss.IndexHNSWFlat(vectors.shape[1], M, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = EF_CONSTRUCTION
    begin = time.perf_counter()
    index.add(vectors)
    seconds = time.perf_counter() - begin

    def search(rows, ef):
        index.hnsw.efSearch = max(ef, K + 1)
        return index.search(rows, K + 1)[1]

    return seconds, size_of(lambda path: faiss.write_index(index, path)), curve(search, vectors, queries, truth, efs)


def size_of(save):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "index")
        save(path)
        return os.path.getsize(path)


def run_item2vec(cli, model, count, threads, efs, load):
    before = (Path(model) / "items.i2v").stat().st_size
    begin = time.perf_counter()
    subprocess.run([*shlex.split(cli), "index", "build", "--model", model, "--input-only", "--threads", str(threads), "-q"], check=True)
    seconds = time.perf_counter() - begin
    size = (Path(model) / "items.i2v").stat().st_size
    _, peak, output = measure([*shlex.split(cli), "index", "bench", "--model", model, "--queries", count, "--threads", threads, "--format", "json", "-q",
                               *(["--load"] if load else []), "--ef", *efs])
    runs = json.loads(output.strip().splitlines()[-1])["runs"]
    return seconds, size, [(run["ef"], run["recall"], run["qps"]) for run in runs], before, peak


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a model directory that `item2vec train` wrote; its graph is built anew")
    parser.add_argument("--item2vec", default=DEFAULT_CLI, metavar="CMD")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--ef", default="10,12,16,24,32,48,64,96,128,256")
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--only", choices=["item2vec", "hnswlib", "faiss"], help="measure one, keep what was measured of the others")
    args = parser.parse_args()
    efs = [int(ef) for ef in args.ef.split(",")]

    store = args.out / f"index-{Path(args.model).resolve().name}-{args.threads}.json"
    results = json.loads(store.read_text()) if args.only and store.exists() else {}
    vectors = queries = truth = None
    for name, run in (("hnswlib", run_hnswlib), ("faiss", run_faiss)):
        if args.only and args.only != name:
            continue
        if vectors is None:
            vectors = read_vectors(Path(args.model) / "items.i2v").astype(np.float32)
            queries = np.random.default_rng(5).integers(0, len(vectors), args.queries)
            truth = exact(vectors, queries)
        try:
            seconds, size, runs = run(vectors, queries, truth, args.threads, efs)
        except ImportError:
            continue
        results[name] = {"seconds": seconds, "bytes": size, "runs": runs}
    if args.only in (None, "item2vec"):
        for load in (True, False):
            seconds, size, runs, _, peak = run_item2vec(args.item2vec, args.model, args.queries, args.threads, efs, load)
            results["item2vec, loaded" if load else "item2vec, mapped"] = {"seconds": seconds, "bytes": size, "runs": runs, "peak": peak}

    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(json.dumps(results, indent=1) + "\n")
    rows = []
    for name, result in results.items():
        speeds = [at_level(result["runs"], level) for level in LEVELS]
        rows.append([name, f"{result['seconds']:.0f}", f"{result['bytes'] / 1e6:.0f}", *("-" if speed is None else f"{speed:,.0f}" for speed in speeds),
                     f"{min(run[1] for run in result['runs']):.3f}"])
    print(markdown(["engine", "build, s", "file, MB", *(f"queries/s at {level:.2f}" for level in LEVELS), "lowest recall measured"], rows))


if __name__ == "__main__":
    main()
