"""What the exchange asked for: maintenance and initial margin of one full-size contract, by date.

A `family` is named by the root of that contract. Inside a published table (`data/facts/exchange_margin.csv`) the table rules;
elsewhere a model of how a clearing house sets margin (`data/facts/margin_model.csv`), fitted to the table of ES. Dollars of a table belong to the
level of its own index: on another, made up or not, the model alone holds.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from data.contracts import future_spec
from data.days import Day
from data.facts import Fact, facts
from data.volatility import SESSIONS_PER_YEAR, Floats, ewma


@dataclass(frozen=True, slots=True)
class MarginModel:
    """Parameters of the model; shares are of notional, volatilities daily."""

    slow_decay: float
    fast_decay: float
    slow_multiple: float
    slow_weight: float
    fast_multiple: float
    long_window: float
    floor: float
    cap: float
    raise_trigger: float
    largest_raise: float
    cut_trigger: float
    cut_sessions: float
    largest_cut: float
    seed_volatility: float

    def shares(self, slow: Floats, fast: Floats, long_run: Floats) -> Floats:
        """Margin the clearing house aims at, shares of notional, from three daily volatilities, each an array of sessions."""
        calm = self.slow_multiple * (self.slow_weight * slow + (1.0 - self.slow_weight) * long_run)
        return np.minimum(self.cap, np.maximum(self.floor, np.maximum(calm, self.fast_multiple * fast)))

    def step(self, current: float, calm_sessions: int, target: float) -> tuple[float, int]:
        """Next (margin, sessions in a row with the target far below it): raised at once, cut late and in steps."""
        if target > self.raise_trigger * current:
            return min(target, self.largest_raise * current), 0
        if target >= self.cut_trigger * current:
            return current, 0
        if calm_sessions + 1 < self.cut_sessions:
            return current, calm_sessions + 1
        return max(target, self.largest_cut * current), 0


@cache
def margin_model(family: str) -> MarginModel:
    """The model of a family."""
    return MarginModel(**{name: fact.value or 0.0 for name, fact in facts("margin_model").group(family).items()})


def modelled_maintenance(closes: Sequence[float], multiplier: float, model: MarginModel) -> list[float]:
    """Maintenance margin per contract in force at each session, from closes of the sessions before it.

    Closes in index points, result in currency per contract of `multiplier`. Today's close moves tomorrow's margin;
    the sessions before the data are taken to have had the model's seed volatility.
    """
    path, calm_sessions = [], 0
    targets = _targets(closes, model)
    current = targets[0] * multiplier * closes[0]
    for close, target in zip(closes, targets[1:], strict=True):
        notional = multiplier * close
        path.append(min(current, model.cap * notional))
        current, calm_sessions = model.step(current, calm_sessions, target * notional)
    return path


def _targets(closes: Sequence[float], model: MarginModel) -> list[float]:
    """Margin aimed at before the data and after each session, shares of notional, shape (sessions + 1,)."""
    seed, window = model.seed_volatility**2 / SESSIONS_PER_YEAR, int(model.long_window)
    prices = np.asarray(closes, dtype=np.float64)
    moves = np.concatenate([[0.0], prices[1:] / prices[:-1] - 1.0])
    slow, fast = (ewma(moves.tolist(), decay, seed) for decay in (model.slow_decay, model.fast_decay))
    sums = np.cumsum(np.concatenate([np.full(window, seed), moves * moves]))
    long_run = (sums[window:] - sums[:-window]) / window
    targets = model.shares(*(np.sqrt(np.concatenate([[seed], path])) for path in (slow, fast, long_run)))
    return list(targets.tolist())


def modelled_schedule(closes: Sequence[float], family: str) -> list[float]:
    """Modelled maintenance margin of one full-size contract at each session."""
    return modelled_maintenance(closes, future_spec(family).multiplier, margin_model(family))


def published(family: str, index: str | None = None) -> tuple[Fact, ...]:
    """Rows of the published table of maintenance margins, none where the project has no such table, or for another `index` than the family's own."""
    table, name = facts("exchange_margin"), f"{family}.maintenance"
    known = name in table.names and index in {None, future_spec(family).index}
    return table.history(name) if known else ()


def maintenance_schedule(
    days: Sequence[Day], closes: Sequence[float], family: str, index: str | None = None
) -> list[float]:
    """Maintenance margin of one full-size contract at each session: the table where it covers the day, else the model.

    Closes are those of `index`, by default the family's own.
    """
    path = modelled_schedule(closes, family)
    for row, following in pairwise(published(family, index)):
        for place in _places(days, row.valid_from, following.valid_from):
            path[place] = row.value or path[place]
    return path


def initial_ratio_schedule(days: Sequence[Day], family: str) -> list[float]:
    """Initial margin as a multiple of maintenance at each session."""
    rows = facts("exchange_margin").history(f"{family}.initial_ratio")
    ratios = [rows[0].value or 1.0] * len(days)
    for row in rows[1:]:
        for place in _places(days, row.valid_from, days[-1] + 1):
            ratios[place] = row.value or 1.0
    return ratios


def _places(days: Sequence[Day], first: Day, end: Day) -> range:
    return range(bisect_left(days, first), bisect_left(days, end))
