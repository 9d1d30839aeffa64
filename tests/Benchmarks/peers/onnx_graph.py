#!/usr/bin/python3
"""The exported graph against `item2vec similar --exact`, on a thousand queries.

The graph is checked by the onnx package (full check with type and shape inference), then run by an interpreter of its few operators in NumPy, written here from
ONNX's operator documentation: nothing of it comes from ONNX Runtime or from Item2Vec. (Debian 12 has onnx 1.12, whose reference evaluator came with 1.13.)

  onnx_graph.py MODEL
"""
import argparse
import json
import shlex
import subprocess
import tempfile
from pathlib import Path

from common import DEFAULT_CLI, measure, np
import onnx
from onnx import numpy_helper


def attributes(node):
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


def top_k(scores, k, axis):
    order = np.argsort(-scores, axis=axis, kind="stable")[:, :int(k[0])]
    return np.take_along_axis(scores, order, axis), order


def scatter(data, indices, updates, axis):
    data = data.copy()
    np.put_along_axis(data, indices, updates, axis)
    return data


OPERATORS = {
    "Less": lambda a, b: a < b,
    "Where": np.where,
    "Gather": lambda data, indices, axis: np.take(data, indices, axis),
    "ReduceSum": lambda data, axes, keepdims: data.sum(tuple(axes), keepdims=bool(keepdims), dtype=np.float32),
    "ReduceL2": lambda data, axes, keepdims: np.sqrt((data * data).sum(tuple(axes), keepdims=bool(keepdims))),
    "Max": np.maximum,
    "Min": np.minimum,
    "Sub": np.subtract,
    "Concat": lambda *parts, axis: np.concatenate(parts, axis),
    "Pad": lambda data, pads, value: np.pad(data, list(zip(pads[:data.ndim], pads[data.ndim:])), constant_values=value),
    "Div": np.divide,
    "Gemm": lambda a, b, transB: a @ (b.T if transB else b),
    "Shape": lambda data: np.array(data.shape, dtype=np.int64),
    "Expand": lambda data, shape: np.broadcast_to(data, shape),
    "ScatterElements": scatter,
    "Slice": lambda data, starts, ends, axes: data[(slice(None),) * int(axes[0]) + (slice(int(starts[0]), int(ends[0])),)],
    "TopK": top_k,
}


def run(graph, **inputs):
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    values.update(inputs)
    for node in graph.node:
        results = OPERATORS[node.op_type](*(values[name] for name in node.input), **attributes(node))
        for name, value in zip(node.output, results if isinstance(results, tuple) else (results,)):
            values[name] = value
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--item2vec", default=DEFAULT_CLI)
    parser.add_argument("--queries", type=int, default=1000)
    args = parser.parse_args()
    cli = shlex.split(args.item2vec)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "similar.onnx"
        measure(cli + ["export", "--to", "onnx", "-o", file, "--model", args.model])
        ids = json.loads(file.with_suffix(".items.json").read_text())
        model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    rows = np.random.default_rng(1).permutation(len(ids))[:args.queries]
    found = run(model.graph, rows=rows[:, None].astype(np.int64), k=np.array([10]))
    asked = subprocess.run(cli + ["similar", "--exact", "--item", "-", "-k", "10", "--format", "json", "--model", args.model],
                           input="\n".join(ids[row] for row in rows), capture_output=True, text=True, check=True)
    worst, same = 0.0, 0
    for query, answer in enumerate(json.loads(asked.stdout)):
        worst = max(worst, max(abs(result["score"] - cosine) for result, cosine in zip(answer["results"], found["cosines"][query])))
        texts = [value.decode() if isinstance(value, bytes) else str(value) for value in found["neighbor_items"][query]]
        same += [result["item"] for result in answer["results"]] == texts
    print(f"{len(rows)} queries, 10 answers each: cosines differ by {worst:.1e} at most; the ids are the same and in the same order in {same}")


if __name__ == "__main__":
    main()
