"""Curves of runs side by side, a column for each: what somebody draws in another program."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats, Ints
from data.base.arrow import to_array, to_column, to_numbers
from data.base.errors import ConfigError
from data.base.meant import hint
from engine.analysis.drawdowns import falls
from engine.analysis.investor import investor_tables
from engine.analysis.unit_value import worth_of
from engine.results.run import RunResult


def curves(runs: Mapping[str, RunResult], what: str, rebase: float | None = None) -> pa.Table:
    """`date`, and a column for each run: `equity` in the investor's currency, or with `rebase` from that value on (100,
    say; money paid in and taken out is left out); `drawdown`, the fall from the highest equity so far, a decimal <= 0;
    `exposure`, the total as a multiple of equity, null without equity. Rows are the sessions of all runs, a column null
    where its run has none; `rebase` is the value on the first session that all have.

    Raises `ConfigError` for another curve, a value that is not above 0, one to begin at where it changes nothing, and
    where the runs have no session in common to begin at.
    """
    if what not in WHATS:
        told = hint(what, WHATS, f"should be {', '.join(WHATS)}")
        raise ConfigError(f"--what {what}: {told}")
    if rebase is not None and what != "equity":
        raise ConfigError(f"--rebase {rebase:g}: a {what} is a share and has no value to begin at; leave it out")
    if rebase is not None and not 0.0 < rebase < 1e12:
        raise ConfigError(f"--rebase {rebase:g}: should be above 0, such as 100")
    own = {name: to_array(run.table("equity")["date"]) for name, run in runs.items()}
    curve = _CURVES[what] if rebase is None else _worth
    found = {name: curve(run) for name, run in runs.items()}
    if rebase is not None:
        start = _first_in_common(list(own.values()))
        found = {name: curve / curve[np.searchsorted(own[name], start)] * rebase for name, curve in found.items()}
    days = reduce(np.union1d, own.values())
    unit = {"unit": _UNITS[what] if rebase is None else f"{rebase:g} on the first session"}
    date = next(iter(runs.values())).table("equity").schema.field("date")
    fields = [date, *(pa.field(name, pa.float64(), metadata=unit) for name in found)]
    values = [to_column(_on(days, own[name], curve), pa.float64(), nullable=True) for name, curve in found.items()]
    return pa.table([to_column(days, date.type), *values], schema=pa.schema(fields, metadata={"table": what}))


def _first_in_common(days: Sequence[Ints]) -> int:
    """The first session that all runs have. Raises `ConfigError` where there is none."""
    common = reduce(np.intersect1d, days)
    if not len(common):
        raise ConfigError("--rebase: the runs have no session in common to begin at; leave it out")
    return int(common[0])


def _on(days: Ints, own: Ints, curve: Floats) -> Floats:
    """A curve on the sessions of all runs, NaN where its own has none."""
    found = np.full(len(days), np.nan)
    found[np.searchsorted(days, own)] = curve
    return found


def _equity(run: RunResult) -> Floats:
    return to_array(investor_tables(run.tables)["equity"]["equity"])


def _worth(run: RunResult) -> Floats:
    return worth_of(investor_tables(run.tables))


_CURVES: Mapping[str, Callable[[RunResult], Floats]] = {
    "equity": _equity,
    "drawdown": lambda run: falls(_worth(run)),
    "exposure": lambda run: to_numbers(run.table("equity")["total_exposure"]),
}
_UNITS = {"equity": "currency in which the run is told", "drawdown": "decimal, <= 0", "exposure": "multiple of equity"}
WHATS = tuple(_CURVES)
