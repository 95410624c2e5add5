"""What a folder's ledger of trials says of each market, and of the plan with the best Sharpe ratio on it."""

from math import sqrt
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from engine.analysis.sharpe import MONTHS_PER_YEAR, Moments, after_looks, moments, probabilistic
from engine.results.trials import Ledger, Looks, ledger, looks, of_market, returns_of


class Best(NamedTuple):
    """A market by the hash of its content, the looks at it, and the plan with the highest Sharpe ratio: its digest,
    the name of its pattern, the folder that it was saved in, its Sharpe ratio a year, and the probabilistic and
    deflated ones, probabilities. Empty and None where no trial has one; deflated is None too where not all looks are
    known.
    """

    market: str
    looks: Looks
    digest: str
    kind: str
    folder: str
    sharpe: float | None
    probabilistic: float | None
    deflated: float | None


def best_looks(out: Path | str, known: Ledger | None = None) -> list[Best]:
    """Of each market that a folder's ledger, which may be `known`, tells of, the one with the most looks first."""
    found = known or ledger(out)
    each = [_best(found, market, looks(out, market, found)) for market in set(found.trials["market"].to_pylist())]
    return sorted(each, key=lambda one: (-one.looks.count, one.market))


def _best(found: Ledger, market: str, counted: Looks) -> Best:
    trials = of_market(found, market)
    known = [(of, place) for place, of in enumerate(_moments(trials)) if of]
    if not known:
        return Best(market, counted, "", "", "", None, None, None)
    of, place = max(known, key=lambda one: one[0].sharpe)
    row = trials.slice(place, 1).to_pylist()[0]
    return Best(
        market, counted, row["digest"], row["pattern"], row["folder"], of.sharpe * sqrt(MONTHS_PER_YEAR),
        probabilistic(of), after_looks(of, counted.effective, counted.dispersion) if counted.known else None,
    )  # fmt: skip


def _moments(trials: pa.Table) -> list[Moments | None]:
    return [moments(months.excess) for months in returns_of(trials)]
