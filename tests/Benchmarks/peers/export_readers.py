#!/usr/bin/python3
"""What `item2vec export` writes, read by NumPy, pandas and gensim and compared with the model bit by bit; and NumPy's arrays, read by `import`.

The safetensors file is read by NumPy after the format's description (Debian 12 has no package for it), the tables of Parquet are read by DuckDB in the tests.

  export_readers.py MODEL
"""
import argparse
import csv
import json
import shlex
import struct
import subprocess
import tempfile
from pathlib import Path

from common import DEFAULT_CLI, measure, np
from i2v import read_i2v
import pandas
from gensim.models import KeyedVectors

TYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "U8": "u1"}


def safetensors(path):
    """{name: array} of a file, mapped."""
    length = struct.unpack("<Q", path.open("rb").read(8))[0]
    header = json.loads(path.open("rb").read(8 + length)[8:])
    data = np.memmap(path, "u1", "r", 8 + length)
    return {name: data[slice(*tensor["data_offsets"])].view(TYPES[tensor["dtype"]]).reshape(tensor["shape"])
            for name, tensor in header.items() if name != "__metadata__"}


def same(name, found, expected):
    assert found.dtype == expected.dtype and found.shape == expected.shape, f"{name}: {found.dtype} {found.shape}"
    assert np.array_equal(found.view("u1"), np.ascontiguousarray(expected).view("u1")), f"{name}: the numbers differ"
    print(f"{name}: {found.shape[0]:,} x {found.shape[1]} {found.dtype}, every bit the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--item2vec", default=DEFAULT_CLI)
    args = parser.parse_args()
    cli = shlex.split(args.item2vec)
    ids, counts, inputs, outputs = read_i2v(args.model / "items.i2v")
    norms = np.sqrt((inputs.astype("f8") ** 2).sum(1, keepdims=True))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def export(to, file, *options):
            seconds, peak, _ = measure(cli + ["export", "--to", to, "-o", folder / file, "--model", args.model, *options])
            print(f"\nexport --to {to} {' '.join(options)}: {seconds:.2f} s, {peak:.0f} MB")
            return folder / file

        def lines(path):
            return path.open(encoding="utf-8", newline="\n").read().split("\n")[:-1]

        for kind, dtype in (("float32", "<f4"), ("float16", "<f2")):
            npy = export("npy", f"npy-{kind}", "--matrix", "both", "--type", kind)
            same("vectors.npy", np.load(npy / "vectors.npy", mmap_mode="r"), inputs.astype(dtype))
            same("output_vectors.npy", np.load(npy / "output_vectors.npy", mmap_mode="r"), outputs.astype(dtype))
            assert lines(npy / "ids.txt") == ids
            tensors = safetensors(export("safetensors", f"{kind}.safetensors", "--matrix", "both", "--type", kind))
            same("vectors", tensors["vectors"], inputs.astype(dtype))
            same("output_vectors", tensors["output_vectors"], outputs.astype(dtype))
            assert np.array_equal(tensors["counts"], counts)
            ends, text = tensors["id_offsets"], tensors["id_bytes"].tobytes()
            assert [text[a:b].decode() for a, b in zip(ends[:-1], ends[1:])] == ids

        unit = export("npy", "unit", "--normalize")
        same("normalized", np.load(unit / "vectors.npy"), (inputs * (1 / norms)).astype("<f4"))

        tables = export("projector", "projector")
        same("vectors.tsv", np.loadtxt(tables / "vectors.tsv", delimiter="\t", dtype="<f4", ndmin=2), inputs)
        metadata = pandas.read_csv(tables / "metadata.tsv", sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False)
        assert list(metadata["item"]) == ids and list(metadata["count"].astype(int)) == list(counts)

        known = KeyedVectors(inputs.shape[1])
        known.add_vectors(ids, np.load(folder / "npy-float32" / "vectors.npy"))
        for to, binary in (("word2vec", False), ("word2vec-binary", True)):
            words = KeyedVectors.load_word2vec_format(export(to, to, "--escape"), binary=binary)
            same(f"gensim from {to}", words.vectors, inputs)
        queries = ids[:200]
        asked = subprocess.run(cli + ["similar", "--exact", "--item", "-", "-k", "10", "--format", "json", "--model", args.model],
                               input="\n".join(queries), capture_output=True, text=True, check=True)
        worst = max(abs(result["score"] - score) for query, answer in zip(queries, json.loads(asked.stdout))
                    for result, (_, score) in zip(answer["results"], known.most_similar(query, topn=10)))
        print(f"\ngensim on vectors.npy: {len(queries)} queries, 10 neighbors each, cosines differ from `similar` by {worst:.1e} at most")

        def imported(what, array):
            np.save(folder / "own.npy", array)
            (folder / "ids.txt").write_text("\n".join(ids) + "\n", encoding="utf-8")
            run = subprocess.run(cli + ["import", folder / "own.npy", "--from", "npy", "-o", folder / "own", "-q"],
                                 capture_output=True, text=True)
            print(f"import of {what}: exit code {run.returncode} {run.stderr.strip()}".replace(name + "/", ""))
            return run.returncode

        print()
        for dtype in ("<f2", "<f4", "<f8"):
            assert imported(f"numpy.save, {dtype}", inputs.astype(dtype)) == 0
            same("the model", read_i2v(folder / "own" / "items.i2v")[2], inputs.astype(dtype).astype("<f4"))
        for what, array in (("Fortran order", np.asfortranarray(inputs)), ("big-endian", inputs.astype(">f4")),
                            ("whole numbers", inputs.astype("<i8")), ("one dimension", inputs.ravel()), ("one row less", inputs[1:])):
            assert imported(what, array) == 65


if __name__ == "__main__":
    main()
