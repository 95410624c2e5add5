"""Curves of runs side by side, a column for each: what somebody draws in another program."""

from collections.abc import Callable, Mapping

import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array, to_column, to_numbers
from data.base.errors import ConfigError
from engine.analysis.drawdowns import falls
from engine.analysis.investor import investor_tables
from engine.results.run import RunResult


def curves(runs: Mapping[str, RunResult], what: str, rebase: float | None = None) -> pa.Table:
    """`date`, and a column for each run: `equity` in the investor's currency, or with `rebase` from that value on (100,
    say); `drawdown`, the fall from the highest equity so far, a decimal <= 0; `exposure`, the total as a multiple of
    equity, null without equity. The runs are of the same sessions.

    Raises `ConfigError` for another curve, a value that is not above 0, and one to begin at where it changes nothing.
    """
    if what not in WHATS:
        raise ConfigError(f"--what {what}: should be {', '.join(WHATS)}")
    if rebase is not None and what != "equity":
        raise ConfigError(f"--rebase {rebase:g}: a {what} is a share and has no value to begin at; leave it out")
    if rebase is not None and not 0.0 < rebase < 1e12:
        raise ConfigError(f"--rebase {rebase:g}: should be above 0, such as 100")
    first = next(iter(runs.values())).table("equity")
    columns = {name: _CURVES[what](run) for name, run in runs.items()}
    if rebase is not None:
        columns = {name: curve / curve[0] * rebase for name, curve in columns.items()}
    unit = {"unit": _UNITS[what] if rebase is None else f"{rebase:g} on the first session"}
    fields = [first.schema.field("date"), *(pa.field(name, pa.float64(), metadata=unit) for name in columns)]
    values = [to_column(curve, pa.float64(), nullable=True) for curve in columns.values()]
    return pa.table([first["date"], *values], schema=pa.schema(fields, metadata={"table": what}))


def _equity(run: RunResult) -> Floats:
    return to_array(investor_tables(run.tables)["equity"]["equity"])


_CURVES: Mapping[str, Callable[[RunResult], Floats]] = {
    "equity": _equity,
    "drawdown": lambda run: falls(_equity(run)),
    "exposure": lambda run: to_numbers(run.table("equity")["total_exposure"]),
}
_UNITS = {"equity": "account currency", "drawdown": "decimal, <= 0", "exposure": "multiple of equity"}
WHATS = tuple(_CURVES)
