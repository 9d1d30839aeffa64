#!/usr/bin/python3
"""One peer of the search comparison in a process of its own; index_speed.py starts it.

  build ENGINE VECTORS DIMENSIONS THREADS INDEX   float32 rows, 1 long; prints seconds, then writes INDEX
  serve ENGINE INDEX QUERIES DIMENSIONS THREADS   answers "EF FILE" lines: all queries once, their 11 nearest (int32) into FILE
"""
import json
import sys
import time

import numpy as np

M, EF_CONSTRUCTION, COUNT = 16, 200, 11


class Hnswlib:
    def __init__(self, dimensions, threads):
        import hnswlib
        self.index, self.threads = hnswlib.Index("ip", dimensions), threads

    def build(self, vectors):
        self.index.init_index(len(vectors), M=M, ef_construction=EF_CONSTRUCTION, random_seed=1)
        self.index.add_items(vectors, np.arange(len(vectors)), num_threads=self.threads)

    def save(self, path):
        self.index.save_index(path)

    def load(self, path):
        self.index.load_index(path)

    def search(self, queries, ef):
        self.index.set_ef(max(ef, COUNT))
        return self.index.knn_query(queries, k=COUNT, num_threads=self.threads)[0]


class Faiss:
    def __init__(self, dimensions, threads):
        import faiss
        self.faiss, self.dimensions = faiss, dimensions
        faiss.omp_set_num_threads(threads)

    def build(self, vectors):
        self.index = self.faiss.IndexHNSWFlat(self.dimensions, M, self.faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efConstruction = EF_CONSTRUCTION
        self.index.add(vectors)

    def save(self, path):
        self.faiss.write_index(self.index, path)

    def load(self, path):
        self.index = self.faiss.read_index(path)

    def search(self, queries, ef):
        self.index.hnsw.efSearch = max(ef, COUNT)
        return self.index.search(queries, COUNT)[1]


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmRSS:"))


def main():
    mode, engine, first, second, third, fourth = sys.argv[1:]
    kind = {"hnswlib": Hnswlib, "faiss": Faiss}[engine]
    if mode == "build":
        vectors = np.fromfile(first, "<f4").reshape(-1, int(second))
        index = kind(int(second), int(third))
        begin, processor = time.perf_counter(), time.process_time()
        index.build(vectors)
        print(json.dumps({"seconds": time.perf_counter() - begin, "cpu": time.process_time() - processor}))
        index.save(fourth)
        return
    index = kind(int(third), int(fourth))
    index.load(first)
    queries = np.fromfile(second, "<f4").reshape(-1, int(third))
    print("ready", flush=True)
    for line in sys.stdin:
        ef, path = line.rstrip("\n").split(" ", 1)
        begin = time.perf_counter()
        labels = index.search(queries, int(ef))
        seconds = time.perf_counter() - begin
        labels.astype("<i4").tofile(path)
        print(json.dumps({"seconds": seconds, "megabytes": resident()}), flush=True)


main()
