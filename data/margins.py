"""What the exchange asked for: maintenance and initial margin of one full-size contract, by date.

Inside the published table (`data/facts/es_margin.csv`) the table rules; elsewhere a model of how the clearing house
sets margin, fitted to that table (`data/facts/margin_model.csv`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt

from data.contracts import FULL_SIZE
from data.days import Day
from data.facts import facts
from data.volatility import SESSIONS_PER_YEAR, ewma_step


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

    def share(self, slow: float, fast: float, long_run: float) -> float:
        """Margin the clearing house aims at, as a share of notional, from three daily volatilities."""
        calm = self.slow_multiple * (self.slow_weight * slow + (1.0 - self.slow_weight) * long_run)
        return min(self.cap, max(self.floor, calm, self.fast_multiple * fast))

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
def margin_model() -> MarginModel:
    """The fitted model."""
    return MarginModel(**{fact.name: fact.value or 0.0 for fact in facts("margin_model")})


def modelled_maintenance(closes: Sequence[float], multiplier: float, model: MarginModel) -> list[float]:
    """Maintenance margin per contract in force at each session, from closes of the sessions before it.

    Closes in index points, result in currency per contract of `multiplier`. Today's close moves tomorrow's margin;
    the sessions before the data are taken to have had the model's seed volatility.
    """
    seed = model.seed_volatility / sqrt(SESSIONS_PER_YEAR)
    slow = fast = seed * seed
    window, calm_sessions = int(model.long_window), 0
    squares, total = [seed * seed] * window, seed * seed * window
    current, before, path = model.share(seed, seed, seed) * multiplier * closes[0], closes[0], []
    for close in closes:
        notional = multiplier * close
        path.append(min(current, model.cap * notional))
        square = (close / before - 1.0) ** 2
        slow, fast = ewma_step(slow, square, model.slow_decay), ewma_step(fast, square, model.fast_decay)
        squares.append(square)
        total += square - squares[-window - 1]
        target = model.share(sqrt(slow), sqrt(fast), sqrt(total / window)) * notional
        current, calm_sessions = model.step(current, calm_sessions, target)
        before = close
    return path


def modelled_schedule(closes: Sequence[float]) -> list[float]:
    """Modelled maintenance margin of one full-size contract at each session."""
    multiplier = facts("futures").latest(f"{FULL_SIZE}.multiplier").value or 0.0
    return modelled_maintenance(closes, multiplier, margin_model())


def maintenance_schedule(days: Sequence[Day], closes: Sequence[float]) -> list[float]:
    """Maintenance margin of one full-size contract at each session: the table where it covers the day, else the model."""
    path = modelled_schedule(closes)
    rows = facts("es_margin").history(f"{FULL_SIZE}.maintenance")
    for row, following in pairwise(rows):
        for place in _places(days, row.valid_from, following.valid_from):
            path[place] = row.value or path[place]
    return path


def initial_ratio_schedule(days: Sequence[Day]) -> list[float]:
    """Initial margin as a multiple of maintenance at each session."""
    rows = facts("es_margin").history(f"{FULL_SIZE}.initial_ratio")
    ratios = [rows[0].value or 1.0] * len(days)
    for row in rows[1:]:
        for place in _places(days, row.valid_from, days[-1] + 1):
            ratios[place] = row.value or 1.0
    return ratios


def _places(days: Sequence[Day], first: Day, end: Day) -> range:
    return range(bisect_left(days, first), bisect_left(days, end))
