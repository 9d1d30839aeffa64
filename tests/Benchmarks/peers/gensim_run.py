#!/usr/bin/python3
"""One whole run of gensim as a process of its own: read, train, write.  The last line is JSON.

  gensim_run.py CORPUS MODEL '{"dimensions": 100, ...}'

Only `trainSeconds` is the time of `train`, after the vocabulary has been built; `blas` is the library that was loaded.
"""
import json
import os
import sys
import time

import common  # noqa: F401  picks the OpenBLAS kernels before numpy loads
from gensim.models import Word2Vec


def loaded_blas():
    with open("/proc/self/maps") as maps:
        return sorted({os.path.realpath(line.split()[-1]) for line in maps if "blas" in line.split("/")[-1]})


def main():
    corpus, folder, settings = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    model = Word2Vec(sg=settings["architecture"] == "skipgram", hs=0, alpha=settings["learning-rate"], seed=settings["seed"],
                     workers=settings["threads"], vector_size=settings["dimensions"], window=settings["window"],
                     negative=settings["negative"], sample=settings["sample"], epochs=settings["epochs"],
                     min_count=settings["min-count"])
    model.build_vocab(corpus_file=corpus)
    start = time.perf_counter()
    model.train(corpus_file=corpus, total_words=model.corpus_total_words, total_examples=model.corpus_count,
                epochs=settings["epochs"])
    seconds = time.perf_counter() - start
    os.makedirs(folder, exist_ok=True)
    model.save(os.path.join(folder, "model"))
    print(json.dumps({"trainSeconds": seconds, "blas": loaded_blas()}))


if __name__ == "__main__":
    main()
