"""The figures of a run by name, in their order: ours, those of a user's own files, and those of installed packages
(entry points of the group `mmf_overlay.figures`).

Returns and shares are decimals, a loss is negative. What is not defined for a run (the Sharpe ratio of a portfolio
without risk, say) is None, never infinite and never NaN.
"""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import pyarrow as pa

from data.base.arrays import Floats
from data.base.errors import ConfigError, DataError
from data.base.installed import entry_points
from engine.analysis.exposure import share_of
from engine.analysis.figure import KNOWN, Definition, figure, forgotten_afterwards
from engine.analysis.figures import against_index, exposure, falls, flows, returns, trading
from engine.analysis.record import Record
from engine.analysis.rulings import multiplier
from engine.analysis.unit_value import FLOWS

__all__ = ["Record", "figure", "known_figures", "passing_figures"]

GROUP = "mmf_overlay.figures"
_ABOVE, _BELOW = (returns, falls, exposure), (trading, flows, against_index)
OURS = (*(one.__name__ for one in _ABOVE), __name__, *(one.__name__ for one in _BELOW))
"""Modules of our figures, in the order of the page."""


def known_figures() -> dict[str, Definition]:
    """Every figure by name, in the order in which they are shown. Raises `ConfigError` for one that cannot be
    loaded, or stands after one that is none.
    """
    _load_installed()
    ordered = sorted(KNOWN.values(), key=lambda one: OURS.index(_home(one)) if _home(one) in OURS else len(OURS))
    for one in [other for other in ordered if other.after]:
        if one.after not in KNOWN:
            raise ConfigError(f"{one} stands after {one.after!r}, which is no figure; give the name of one")
        ordered.remove(one)
        ordered.insert([other.name for other in ordered].index(one.after) + 1, one)
    return {one.name: one for one in ordered}


@contextmanager
def passing_figures() -> Iterator[None]:
    """Figures that are defined within are none any more at its end: for tests. Raises `ConfigError` as `known_figures`
    does.
    """
    known_figures()
    with forgotten_afterwards():
        yield


def metrics(tables: Mapping[str, pa.Table], but: Container[str] = ()) -> dict[str, float | None]:
    """The figures of a run that need nothing but the run, in the units of `docs/metrics.md`, without those named in
    `but`; returns and falls in the investor's currency, shares of equity in the account's. Raises `DataError` for a
    figure that fails or gives no number, and `ConfigError` as `known_figures` does.
    """
    record, absent = Record(tables), () if FLOWS in tables else OF_FLOWS
    known = (one for one in known_figures().values() if one.name not in absent)
    wanted = (one for one in known if not (one.is_date or one.index or one.name in but))
    return {one.name: one.number(record) for one in wanted}


def index_metrics(tables: Mapping[str, pa.Table], index: Floats) -> dict[str, float | None]:
    """The figures of a run against the index, whose returns are those of the run's sessions
    after the first, shape (n - 1,).

    `against_index.index_returns` has them. Raises `DataError` for another number of returns, and `DataError` and
    `ConfigError` as `metrics` does.
    """
    sessions = tables["equity"].num_rows
    if len(index) != sessions - 1:
        raise DataError(f"index returns: {len(index)} for a run of {sessions} sessions; give {sessions - 1}")
    record = Record(tables, index)
    return {one.name: one.number(record) for one in known_figures().values() if one.index}


def date_metrics(tables: Mapping[str, pa.Table]) -> dict[str, str | None]:
    """The figures of a run that are dates (peak, trough and recovery of the deepest fall), ISO; None where there was
    none. Raises `DataError` and `ConfigError` as `metrics` does.
    """
    record = Record(tables)
    return {one.name: one.day(record) for one in known_figures().values() if one.is_date}


OF_FLOWS = ("money_weighted_return", "paid_in", "taken_out", "withdrawals_short")
"""Figures that only runs have in which money flows."""
OF_RULES = ("days_halved", "days_stopped")
"""Figures of what rules of ours did, which say nothing of a strategy that has none of them."""


@figure(form="{:.0%}", words={"en": "sessions with the overlay halved", "ja": "オーバーレイ半減中の日の割合"})
def days_halved(record: Record) -> float | None:
    """Share of sessions on which volatility halving was on; 0 for a strategy without the rules."""
    return share_of(multiplier(record.tables, "halving") < 1.0)


@figure(form="{:.0%}", words={"en": "sessions with the overlay stopped", "ja": "オーバーレイ停止中の日の割合"})
def days_stopped(record: Record) -> float | None:
    """Share of sessions on which the monthly loss stop or the voluntary stop was on; 0 for a strategy without the
    rules.
    """
    return share_of(multiplier(record.tables, "loss_stop", "voluntary_stop") < 1.0)


@figure(form="{:.0f}", words={"en": "margin calls", "ja": "追証の回数"})
def margin_calls(record: Record) -> float:
    """Number of margin calls."""
    return float(record.tables["events"]["kind"].to_pylist().count("margin_call"))


@cache
def _load_installed() -> None:
    """Import what installed packages name, which makes it a figure; once."""
    for point in entry_points(group=GROUP):
        try:
            point.load()
        except (Exception, SystemExit) as error:
            package = point.dist.name if point.dist else point.value
            raise ConfigError(
                f"figure {point.name!r} of the package {package} cannot be loaded ({error!r}); mend or remove it"
            ) from error


def _home(one: Definition) -> str:
    return one.of.__module__
