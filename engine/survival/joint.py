"""What became of the accounts of a portfolio together, on the paths that all of them went."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats
from data.base.arrow import from_rows
from engine.survival.counting import happened, intervals, own_paths
from engine.survival.interval import Interval
from engine.survival.layout import Layout
from engine.survival.outcomes import Outcomes
from engine.survival.schemas import JOINT_EVENTS, QUANTILES, SCHEMAS

Row = tuple[Any, ...]
ROUNDING = 1e-12
"""Relative; wealth of the whole that is nearer to the fund alone is not below it."""


class Accounts(NamedTuple):
    """Accounts in the order of their cells, and their shares of the capital; where there are several, as many cells
    follow that have the whole capital in one of them.
    """

    names: tuple[str, ...]
    shares: tuple[float, ...]

    @property
    def several(self) -> bool:
        """Whether there is anything to be told of them together."""
        return len(self.names) > 1

    def told(self) -> list[dict[str, Any]]:
        """The accounts as plain values."""
        return [{"name": name, "share": share} for name, share in zip(self.names, self.shares, strict=True)]


class _Together(NamedTuple):
    """By account what happened on each path, by event; and final wealth of the whole and of the fund alone, multiples
    of opening capital.
    """

    flags: dict[str, list[Flags]]
    wealth: Floats
    fund: Floats


def joint_tables(outcomes: Iterable[Outcomes], accounts: Accounts, layout: Layout) -> dict[str, pa.Table]:
    """The tables `joint`, `pairs` and `whole`, from what came of the paths of each account in their order."""
    found = _together(outcomes, accounts.shares)
    rows: dict[str, list[Row]] = {
        "joint": list(_joint(found, layout)),
        "pairs": list(_pairs(found, accounts.names, own_paths(layout))),
        "whole": _whole(found, own_paths(layout)),
    }
    return {name: from_rows(of, SCHEMAS[name]) for name, of in rows.items()}


def _together(outcomes: Iterable[Outcomes], shares: Sequence[float]) -> _Together:
    flags: dict[str, list[Flags]] = {event: [] for event in JOINT_EVENTS}
    wealth, fund = np.zeros(1), np.zeros(1)
    for share, one in zip(shares, outcomes, strict=True):
        wealth, fund = wealth + share * one.wealth, fund + share * one.fund
        for event, of in flags.items():
            of.append(happened(one, event))
    return _Together(flags, wealth, fund)


def _joint(found: _Together, layout: Layout) -> Iterator[Row]:
    whole = {"ruin": found.wealth <= 0.0, "below_fund": found.wealth < found.fund * (1.0 - ROUNDING)}
    for event, of in found.flags.items():
        yield from _told("any", event, np.any(of, axis=0), layout)
        yield from _told("every", event, np.all(of, axis=0), layout)
    for event, flags in whole.items():
        yield from _told("whole", event, flags, layout)


def _told(of: str, event: str, flags: Flags, layout: Layout) -> Iterator[Row]:
    for kind, one in intervals(flags, layout).items():
        yield of, kind, event, *ends_told(one, layout)


def ends_told(one: Interval, layout: Layout) -> Row:
    """A probability and its ends as tables have them: without resampled histories those of simulation alone."""
    ends = (one.low, one.high) if layout.histories else (np.nan, np.nan)
    return one.probability, *ends, one.simulation_low, one.simulation_high


def _pairs(found: _Together, names: Sequence[str], own: slice) -> Iterator[Row]:
    """Rows of `pairs`, from the paths of history 0."""
    for first, second in combinations(range(len(names)), 2):
        for event, of in found.flags.items():
            one, other = of[first][own], of[second][own]
            hits = int(one.sum()), int(other.sum()), int((one & other).sum())
            each, both = (hits[0] / len(one), hits[1] / len(one)), hits[2] / len(one)
            given = [both / share if share else np.nan for share in each]
            yield names[first], names[second], event, *each, both, each[0] * each[1], *given


def _whole(found: _Together, own: slice) -> list[Row]:
    ends = (np.quantile(values[own], QUANTILES) for values in (found.wealth, found.fund))
    return list(zip(QUANTILES, *ends, strict=True))
