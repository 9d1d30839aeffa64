"""Judges a layout of items against their vectors: what both comparisons of maps share."""
from common import np


def nearest(points, rows, count):
    """The `count` nearest other points of each row by Euclidean distance, exactly; float32, blocks of rows."""
    squares = np.einsum("ij,ij->i", points, points)
    found = np.empty((len(rows), count), np.int64)
    for at in range(0, len(rows), 256):
        some = rows[at:at + 256]
        distances = squares - 2 * (points[some] @ points.T)
        distances[np.arange(len(some)), some] = np.inf
        best = np.argpartition(distances, count, axis=1)[:, :count]
        order = np.argsort(np.take_along_axis(distances, best, axis=1), axis=1, kind="stable")
        found[at:at + 256] = np.take_along_axis(best, order, axis=1)
    return found


def judge(vectors, places, neighbors=10, sample=2000, seed=1):
    """Trustworthiness (Venna and Kaski 2001) and the share of the neighbors that stay neighbors, over a sample of items.

    The ranks are among all items; with every item in the sample this is scikit-learn's `trustworthiness`.
    """
    count = len(vectors)
    rows = np.sort(np.random.default_rng(seed).permutation(count)[:sample])
    # Differences from the mean lose no digits where all places are far from the origin.
    places = np.ascontiguousarray(places - places.mean(axis=0), np.float64)
    above = nearest(vectors, rows, neighbors)
    below = nearest(places, rows, neighbors)
    squares = np.einsum("ij,ij->i", vectors, vectors)
    penalty, kept = 0.0, 0
    for i, row in enumerate(rows):
        kept += len(np.intersect1d(above[i], below[i]))
        strangers = np.setdiff1d(below[i], above[i])
        distances = squares - 2 * (vectors @ vectors[row])
        distances[row] = -np.inf
        ranks = (distances[None, :] < distances[strangers][:, None]).sum(axis=1)
        penalty += np.maximum(ranks - neighbors, 0).sum()
    scale = 2 / (len(rows) * neighbors * (2 * count - 3 * neighbors - 1))
    return {"trustworthiness": 1 - scale * penalty, "preserved": kept / (len(rows) * neighbors)}
