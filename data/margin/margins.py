"""What the exchange asked for: maintenance and initial margin of one full-size contract, by date.

A `family` is named by the root of that contract. Inside a published table (`exchange_margin`) the table
rules; elsewhere a model of how a clearing house sets margin (`margin_model`), fitted to the table of ES;
where the exchange is known to have changed its ways the model has parameters of that day on, or gives way to another
method (`margin_method`). Dollars of a table belong
to the level of its own index: on another, made up or not, the model alone holds.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.contracts.contracts import future_spec
from data.facts import Fact, FactTable, facts
from data.facts.kept import kept
from data.margin.by_method import Known, by_methods
from data.margin.methods import methods_of, stress_moves
from data.margin.shortfall import LONG, Side
from data.margin.told_by import told_by
from data.signals.volatility import SESSIONS_PER_YEAR, ewma, implied_proxy

Measured = TypeVar("Measured", float, Floats)


class MarginModel(NamedTuple):
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


def aimed_share(model: MarginModel, slow: Measured, fast: Measured, long_run: Measured) -> Measured:
    """Margin the clearing house aims at, a share of notional, from three daily volatilities (decimals, not
    annualised): of one session, or of many at once.
    """
    calm = model.slow_multiple * (model.slow_weight * slow + (1.0 - model.slow_weight) * long_run)
    share: Measured = np.minimum(model.cap, np.maximum(model.floor, np.maximum(calm, model.fast_multiple * fast)))
    return share


def step(model: MarginModel, current: float, calm_sessions: int, target: float) -> tuple[float, int]:
    """Next (margin, sessions in a row with the target far below it): raised at once, cut late and in steps.
    Margins in one currency, per contract.
    """
    if target > model.raise_trigger * current:
        return min(target, model.largest_raise * current), 0
    if target >= model.cut_trigger * current:
        return current, 0
    if calm_sessions + 1 < model.cut_sessions:
        return current, calm_sessions + 1
    return max(target, model.largest_cut * current), 0


@kept
def margin_models(family: str) -> tuple[tuple[Day, MarginModel], ...]:
    """The models of a family in order of date, each with its first day; the first one holds before that too. What a
    family has not itself is taken over from the one that its fact `as` names. Raises `MissingFact` for another family.
    """
    table, names = facts("margin_model"), MarginModel._fields
    told = {name: told_by(family, "margin_model", name) for name in names}
    days = sorted({row.valid_from for name in told.values() for row in table.history(name)})
    values = ({name: table.carried(told[name], day) for name in names} for day in days)
    return tuple((day, MarginModel(**known)) for day, known in zip(days, values, strict=True))


def model_error() -> float:
    """How far the model may be off for years, a standard deviation of the logarithm of margin: as found on the table to
    which it was fitted, and taken for every family.
    """
    return facts("margin_error").latest("error").value or 0.0


def modelled_maintenance(
    days: Sequence[Day], closes: Sequence[float], multiplier: float, models: Sequence[tuple[Day, MarginModel]]
) -> list[float]:
    """Maintenance margin per contract in force at each session, shape (sessions,), from
    closes of the sessions before it.

    Closes in index points, result in currency per contract of `multiplier`, positive. Today's close moves
    tomorrow's margin, as the model of today has it. How volatility is measured, and what it was before the data, is
    said by the model of the first session.
    """
    in_force: list[float] = []
    current, calm_sessions, notional = 0.0, 0, multiplier * np.asarray(closes, dtype=np.float64)
    most = np.empty(len(days))
    bounds = [0, *(bisect_left(days, first) for first, _ in models[1:]), len(days)]
    volatilities = _volatilities(closes, models[bounds.count(0) - 1][1])
    for (_, model), (start, end) in zip(models, pairwise(bounds), strict=True):
        shares = aimed_share(model, *volatilities)
        current = current or float(shares[0]) * multiplier * closes[0]
        most[start:end] = model.cap * notional[start:end]
        for target in (shares[start + 1 : end + 1] * notional[start:end]).tolist():
            in_force.append(current)
            current, calm_sessions = step(model, current, calm_sessions, target)
    path: list[float] = np.minimum(in_force, most).tolist()
    return path


def _volatilities(closes: Sequence[float], model: MarginModel) -> tuple[Floats, Floats, Floats]:
    """Slow, fast and long-run daily volatility before the data and after each session, each of shape (sessions +
    1,).
    """
    seed, window = model.seed_volatility**2 / SESSIONS_PER_YEAR, int(model.long_window)
    prices = np.asarray(closes, dtype=np.float64)
    moves = np.concatenate([[0.0], prices[1:] / prices[:-1] - 1.0])
    slow, fast = (
        np.asarray([seed, *ewma(moves.tolist(), decay, seed)]) for decay in (model.slow_decay, model.fast_decay)
    )
    sums = np.cumsum(np.concatenate([np.full(window, seed), moves * moves]))
    long_run = np.concatenate([[seed], (sums[window:] - sums[:-window]) / window])
    return np.sqrt(slow), np.sqrt(fast), np.sqrt(long_run)


def modelled_schedule(
    days: Sequence[Day],
    closes: Sequence[float],
    family: str,
    *,
    implied: Sequence[float] | None = None,
    side: Side = LONG,
) -> list[float]:
    """Modelled maintenance margin of one full-size contract at each session, shape (sessions,), currency, by the
    methods of the family's clearing house; closes in index points.

    `implied` is the implied volatility of the index by session (20 is 20 % a year), None what it would about have been.
    A `side` has a margin of its own only where the method has it so. Raises `ConfigError` for an unknown family.
    """
    multiplier, models, since = future_spec(family).multiplier, margin_models(family), methods_of(family)
    if since is None:
        return modelled_maintenance(days, closes, multiplier, models)
    known = Known(days, closes, implied_proxy(closes) if implied is None else implied, models[0][1].seed_volatility)
    path = [multiplier * points for points in by_methods(known, since, stress_moves(family), side)]
    end = since.end_of_clearing_house(days)
    return [*modelled_maintenance(days[:end], closes[:end], multiplier, models), *path[end:]] if end else path


def published(family: str, index: str | None = None) -> tuple[Fact, ...]:
    """Rows of the published table of maintenance margins, none where the project has no such table, or for
    another `index` than the family's own.
    """
    table, name = facts("exchange_margin"), f"{family}.maintenance"
    known = name in table.names and index in {None, future_spec(family).index}
    return table.history(name) if known else ()


def asked_shares(family: str) -> FactTable | None:
    """The table of published margins where it has a share of value for a family, and not amounts."""
    table = facts("exchange_margin")
    return table if f"{family}.share" in table.names else None


def of_value(table: FactTable, days: Sequence[Day], closes: Sequence[float], family: str) -> list[float]:
    """Maintenance margin of one full-size contract that is a share of its value at each session, shape (sessions,),
    currency; closes in index points.
    """
    unit, shares = future_spec(family).multiplier, table.path(f"{family}.share", days)
    return [share * unit * close for share, close in zip(shares, closes, strict=True)]


def maintenance_schedule(
    days: Sequence[Day],
    closes: Sequence[float],
    family: str,
    index: str | None = None,
    *,
    implied: Sequence[float] | None = None,
    side: Side = LONG,
) -> list[float]:
    """Maintenance margin of one full-size contract at each session, shape (sessions,), currency: the share of value
    that is asked, or the table of amounts where it covers the day, else the model.

    Closes, in index points, are those of `index`, by default the family's own; `implied` and `side` are those of
    `modelled_schedule`. Raises `ConfigError` for an unknown family.
    """
    if (shares := asked_shares(family)) is not None:
        return of_value(shares, days, closes, family)
    path = modelled_schedule(days, closes, family, implied=implied, side=side)
    for row, following in pairwise(published(family, index)):
        for place in _places(days, row.valid_from, following.valid_from):
            path[place] = row.value or path[place]
    return path


def initial_ratio_schedule(days: Sequence[Day], family: str) -> list[float]:
    """Initial margin as a multiple of maintenance (1.1: a tenth more) at each session, shape (sessions,). Raises
    `MissingFact` for another family.
    """
    return facts("exchange_margin").path(f"{family}.initial_ratio", days)


def _places(days: Sequence[Day], first: Day, end: Day) -> range:
    return range(bisect_left(days, first), bisect_left(days, end))
