"""What became of the orders of a run, by their kind."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa

Tables = Mapping[str, pa.Table]
WAITING = "waiting"
"""What stands in place of a reason of orders that the end of the data left in the market."""


class Fate(NamedTuple):
    """Orders of a kind: how many were sent, how many filled, and why the others were not (codes of `orders.reason`, or
    `waiting`), the most frequent first.
    """

    kind: str
    sent: int
    filled: int
    others: Mapping[str, int]


def order_fates(tables: Tables) -> list[Fate]:
    """The kinds of orders that were sent, those at the market first; their numbers add up to the rows of `orders`."""
    resting = _ends(tables["resting_orders"], "kind") if "resting_orders" in tables else Counter[tuple[str, ...]]()
    every = _ends(tables["orders"])
    for (_, *end), count in resting.items():
        every["market", *end] -= count
    found = [*(+every).items(), *sorted(resting.items())]
    return [_fate(kind, found) for kind in dict.fromkeys(kind for (kind, *_), _ in found)]


def _ends(orders: pa.Table, kind: str | None = None) -> Counter[tuple[str, ...]]:
    """How many orders ended how: (kind, status, reason)."""
    kinds = orders[kind].to_pylist() if kind else ["market"] * orders.num_rows
    return Counter(zip(kinds, orders["status"].to_pylist(), orders["reason"].to_pylist(), strict=True))


def _fate(kind: str, found: list[tuple[tuple[str, ...], int]]) -> Fate:
    filled, others = 0, Counter[str]()
    for (one, status, reason), count in found:
        if one == kind and status == "completed":
            filled += count
        elif one == kind:
            others[reason or status] += count
    return Fate(kind, filled + others.total(), filled, dict(others.most_common()))
