"""Named crises on screen and page: what index and runs did over each."""

from typing import TYPE_CHECKING, Any

from data.base.days import iso
from engine.report.headlines import unsigned

if TYPE_CHECKING:
    from engine.analysis.crises import Over
    from engine.comparison.comparison import Comparison


def crises_of(comparison: "Comparison") -> "list[tuple[Over, ...]]":
    """For each crisis that the runs cover: what the index did, and each run, as it is told, in order; none where a
    currency was traded, for they are those of the stock market.
    """
    if any(run.config.pair for run in comparison.runs.values()):
        return []
    from data.base.arrow import to_array  # noqa: PLC0415  (a list of runs is shown without numpy)
    from engine.analysis.crises import over_crises  # noqa: PLC0415
    from engine.analysis.investor import investor_tables  # noqa: PLC0415
    from engine.analysis.unit_value import worth_of  # noqa: PLC0415

    sessions = comparison.table("sessions")
    days = to_array(sessions["date"])
    worth = (worth_of(investor_tables(run.tables)) for run in comparison.runs.values())
    return list(zip(*(over_crises(days, one) for one in (to_array(sessions["index"]), *worth)), strict=True))


def points(value: float | None) -> str:
    """A decimal in percent, its plus or minus before it and no percent sign behind, one digit; a dash where there is
    none.

    >>> points(-0.1234), points(0.0002), points(None)
    ('-12.3', '0.0', '-')
    """
    return "-" if value is None else unsigned(f"{100.0 * value:+.1f}")


def plain_crises(comparison: "Comparison") -> list[dict[str, Any]]:
    """The same as plain values, for JSON."""
    return [
        {
            "name": index.crisis.name,
            "period": {"first": iso(index.crisis.first), "last": iso(index.crisis.last)},
            "index_return": index.gained,
            "runs": [
                {"name": name, "return": one.gained, "worst_fall": one.fall}
                for name, one in zip(comparison.runs, runs, strict=True)
            ],
        }
        for index, *runs in crises_of(comparison)
    ]
