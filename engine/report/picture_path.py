"""Paths of SVG through many points: what nobody can see is left out, but never the least and greatest of it."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats

GRAIN = 4.0
"""Units of a drawing, half pixels each, that are told apart."""


def line_path(xs: Floats, ys: Floats) -> str:
    """A line through places from left to right; it is broken where a `y` is NaN."""
    points, strokes = thinned(xs, ys), []
    known = np.isfinite(points[:, 1])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(np.int8), [0]])))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        strokes.append(_stroke(np.rint(points[first:end]).astype(int)))
    return "".join(strokes)


def area_path(xs: Floats, low: Floats, high: Floats) -> str:
    """What lies between two lines."""
    round_it = np.concatenate([np.column_stack([xs, high]), np.column_stack([xs, low])[::-1]])
    return _stroke(np.rint(round_it).astype(int)) + "z"


def thinned(xs: Floats, ys: Floats) -> Floats:
    """Points, (n, 2), of which a grain has at most two: the least and the greatest there, in their order."""
    places = np.floor(xs / GRAIN)
    edges = [0, *(np.flatnonzero(np.diff(places)) + 1).tolist(), len(xs)]
    kept = [place for first, end in pairwise(edges) if end > first for place in _ends(ys, first, end)]
    return np.column_stack([xs[kept], ys[kept]])


def _ends(ys: Floats, first: int, end: int) -> list[int]:
    part = ys[first:end]
    if end - first == 1 or not np.isfinite(part).any():
        return [first]
    return sorted({first + int(np.nanargmin(part)), first + int(np.nanargmax(part))})


def _stroke(points: NDArray[np.int_]) -> str:
    """A path through whole places: the first as it is, the others as steps; a point alone is a dot of a line."""
    steps = np.diff(points, axis=0)
    steps = steps[np.any(steps != 0, axis=1)] if len(steps) > 1 else steps
    told = "".join(_written(steps)) or "h1"
    return f"M{points[0][0]} {points[0][1]}{told}"


def _written(steps: NDArray[np.int_]) -> Iterator[str]:
    for place, (x, y) in enumerate(steps.tolist()):
        yield f"{'l' if place == 0 else '' if x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}"
