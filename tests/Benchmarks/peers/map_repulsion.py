#!/usr/bin/python3
"""Which repulsion is faster for a layout: our walk of a quadtree, or interpolation on a grid (FIt-SNE, Linderman et al. 2019)?

Ours is run as it is.  Of FIt-SNE only the Fourier transforms of a pass are timed, by scipy's pocketfft in float32 on the same number of
threads: a lower bound, without spreading charges, reading forces and the kernel's transform.  The grid is that of its paper: an interval
a unit, at least 50, three nodes each, padded to twice the length; four charges, there and back.

  map_repulsion.py /tmp/item2vec-bench/maps/diginetica/item2vec-tsne.f32
"""
import argparse
import math
import shlex
import time

from common import markdown, measure, np
from map_quality import DEFAULT_BENCH
import json


def transforms(width, threads, rounds=5):
    """The side of the padded grid and the milliseconds of its eight transforms."""
    import scipy.fft
    side = scipy.fft.next_fast_len(2 * 3 * max(50, math.ceil(width)), real=True)
    charges = np.random.default_rng(1).standard_normal((side, side)).astype(np.float32)
    seconds = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        for _ in range(4):
            scipy.fft.irfft2(scipy.fft.rfft2(charges, workers=threads), s=charges.shape, workers=threads)
        seconds.append(time.perf_counter() - start)
    return side, 1000 * min(seconds[1:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layouts", nargs="+", help="x and y as float32, row by row")
    parser.add_argument("--bench", default=DEFAULT_BENCH, metavar="CMD", help="our side, tests/Benchmarks/Maps")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    rows = []
    for layout in args.layouts:
        width = np.ptp(np.fromfile(layout, "<f4").reshape(-1, 2), axis=0).max()
        _, _, printed = measure([*shlex.split(args.bench), "repulsion", layout, args.threads])
        ours = [json.loads(line) for line in printed.splitlines()]
        side, bound = transforms(width, args.threads)
        for one in ours:
            rows.append([one["count"], f"{width:.0f}", one["method"], f"{one['milliseconds']:.1f}", f"{one['relativeError']:.4f}"])
        rows.append([ours[0]["count"], f"{width:.0f}", f"transforms of {side} x {side}", f"{bound:.1f}", ""])
    print(markdown(["points", "width", "method", "ms a pass", "relative error"], rows))


if __name__ == "__main__":
    main()
