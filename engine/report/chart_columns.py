"""What the charts of a report draw, as columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes, to_numbers
from data.intake.benchmark_file import Benchmark
from engine.analysis.investor import investor_tables
from engine.analysis.sides import net_short
from engine.analysis.unit_value import worth_of
from engine.audit.held import exposures, tolerable_falls
from engine.comparison.comparison import Comparison
from engine.report.benchmark import benchmark_levels
from engine.results.run import RunResult

Columns = dict[str, NDArray[Any]]
DIGITS = {"exposure": 3, "buffer": 2, "fall": 5}
BITS = {"collateral": 3, "index": 6}
"""Digits behind the point that are drawn, and last bits that are not."""


def chart_columns(comparison: Comparison, benchmark: Benchmark | None = None) -> tuple[Columns, dict[str, list[str]]]:
    """(columns by name, labels of each scheme by code); those of runs are called `<place of the run>/<name>`.

    Days since 1970 as int32, labels as codes, equity and ratios as float64, all else as float32; NaN where there is no
    value. Raises `ConfigError` for a benchmark without values in the period.
    """
    sessions = comparison.table("sessions")
    columns: Columns = {"date": to_array(sessions["date"]), "index": single(to_array(sessions["index"]), BITS["index"])}
    if benchmark is not None:
        columns["benchmark"] = single(benchmark_levels(comparison, benchmark), BITS["index"])
    labels: dict[str, list[str]] = {}
    told = set(comparison.table("regimes")["scheme"].to_pylist())
    for scheme in (name for name in sessions.column_names if name in told):
        codes, labels[scheme] = to_codes(sessions[scheme])
        columns[f"label/{scheme}"] = codes.astype(np.uint8)
    for place, run in enumerate(comparison.runs.values()):
        columns |= {f"{place}/{name}": _drawn(name, values) for name, values in run_columns(run).items()}
    return columns, labels


def run_columns(run: RunResult) -> dict[str, Floats]:
    """What is drawn of a run, each of shape (sessions,): equity as it is told (of which money paid in and taken
    out is left out), margin in account currency, exposure as
    a multiple of equity, the fall to a call (-1 to 1; the rise, without an upper bound) and the buffer as decimals.
    """
    table = run.table("equity")
    plain = {name: to_array(table[name]) for name in ("collateral", "maintenance", "initial")}
    multiples = exposures(run)
    return {
        "equity": worth_of(investor_tables(run.tables)),
        **plain,
        "exposure": np.where(np.isfinite(multiples), multiples, np.nan),
        "fall": np.clip(tolerable_falls(run), -1.0, np.where(net_short(run.tables), np.inf, 1.0)),
        "buffer": to_numbers(table["excess_ratio"]),
    }


def _drawn(name: str, values: Floats) -> NDArray[Any]:
    """A column as exact as it is read; equity, of which figures are worked out, as it is."""
    if name == "equity":
        return values
    return np.round(values, DIGITS[name]) if name in DIGITS else single(values, BITS.get(name, 0))


def single(values: Floats, dropped: int = 0) -> NDArray[np.float32]:
    """Values to single precision, of whose 24 bits some are dropped: most of a page are bits that nobody reads.

    >>> single(np.array([1.2345678]), 9)
    array([1.2345581], dtype=float32)
    """
    bits = values.astype(np.float32).view(np.uint32)
    return (bits >> np.uint32(dropped) << np.uint32(dropped)).view(np.float32)
