"""What a comparison says about return over the riskless: by regime, between runs, and which
differences are more than chance.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.words import Words
from engine.words.regime_names import regime_name

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison

Row = Mapping[str, Any]


def between_runs(comparison: "Comparison") -> list[Row]:
    """Rows of the table `differences` about the return over the riskless of one run less another."""
    return [row for row in _in_return(comparison) if row["against"] in comparison.runs]


def over_riskless(comparison: "Comparison") -> dict[str, Row]:
    """The row about a run's return over the riskless, by its name."""
    return {row["run"]: row for row in _in_return(comparison) if row["against"] not in comparison.runs}


def _in_return(comparison: "Comparison") -> list[Row]:
    return [row for row in comparison.table("differences").to_pylist() if row["statistic"] == "excess_return"]


def only_added(row: Row) -> bool:
    """Whether the returns of a regime are added only, for there is less than a year of them."""
    return row["excess_return"] is None and row.get("excess_sum") is not None


def excess_of(row: Row) -> float | None:
    """Return over the riskless in a regime, a decimal, a loss negative: a year, or of less than one in all."""
    found: float | None = row["excess_sum"] if only_added(row) else row["excess_return"]
    return found


def regime_titles(rows: Sequence[Row], say: Words) -> list[str]:
    """What stands above the regimes of a scheme: name, share of time, and whether returns are added only."""
    first = {row["regime"]: row for row in reversed(rows)}
    return [
        say(
            "regimes.added" if only_added(row) else "regimes.share",
            regime=regime_name(name, say),
            share=f"{row['time_share']:.0%}",
        )
        for name, row in reversed(first.items())
    ]


def excludes_zero(row: Row) -> bool:
    """Whether the interval of this difference alone leaves out zero.

    >>> excludes_zero({"low": -0.01, "high": 0.02}), excludes_zero({"low": -0.03, "high": -0.01})
    (False, True)
    """
    return bool(row["low"] > 0.0 or row["high"] < 0.0)


def beyond_chance(row: Row) -> bool:
    """Whether a difference is more than chance after all looks; of a comparison saved before
    these were counted, on its own.
    """
    return bool(row["adjusted_p"] <= 1.0 - row["level"]) if "adjusted_p" in row else excludes_zero(row)


def against(comparison: "Comparison", say: Words) -> str:
    """That the differences are those from one run alone, where they are; else empty."""
    return "" if comparison.baseline is None else say("differences.baseline", baseline=comparison.baseline)


def looks(rows: Sequence[Row], say: Words) -> str:
    """How many looks a verdict is adjusted for, as the end of a clause; empty for a single one."""
    count = rows[0].get("looks", 1 if len(rows) == 1 else None)
    if count is None:
        return say("looks.unadjusted")
    return "" if count == 1 else say("looks.many", count=count)
