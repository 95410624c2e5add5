"""The tables of a result, each declared once."""

import pyarrow as pa

from data.base.columns import Column, arrow_schema
from engine.analysis.bootstrap import STATISTICS
from engine.analysis.fall_price import PRICE
from engine.results.schema_columns import number, text
from engine.survival.schemas import EVENTS
from engine.weighing.variants import GROUPS

_VARIANT = Column("variant", pa.int64(), "number", "place of the plan in `variants`, from 0")
_EFFECT = (
    "what the row's rule or cost does, the plan less the run without it; of what could be instead, that run less the "
    "plan"
)


def _decimal(name: str, meaning: str, unit: str = "decimal") -> Column:
    return number(name, unit, f"{meaning}; null where it is not defined, or there is no such run", nullable=True)


def _count(name: str, meaning: str) -> Column:
    return _decimal(name, meaning, "count")


TABLES: dict[str, tuple[Column, ...]] = {
    "variants": (
        _VARIANT,
        text("group", f"{', '.join(GROUPS)}: the plan itself, without a rule, without a cost, or with something else"),
        text("name", "what it is without, or has instead"),
        text("settings", "the settings that differ from the plan, as JSON"),
        Column("refused", pa.bool_(), "flag", "whether settings or market refuse it; the manifest says why"),
        _decimal("cagr", "growth a year", "annual decimal"),
        _decimal("volatility", "standard deviation of daily returns, a year", "annual decimal"),
        _decimal("max_drawdown", "deepest fall from a high, <= 0"),
        _decimal("worst_month", "lowest return of a calendar month"),
        _count("margin_calls", "margin calls"),
        _count("deadlines_missed", "deadlines of margin calls that were missed"),
        _count("forced_sales", "all sales by the broker"),
        _decimal("turnover", "value of all fills a year over mean equity", "multiple of equity a year"),
        _decimal("cost_drag", "trading costs a year over mean equity", "annual decimal"),
        _decimal("final_equity", "equity after the last session", "investor's currency"),
    ),
    "effects": (
        _VARIANT,
        text(
            "figure",
            f"{', '.join(STATISTICS)}; {PRICE}: points of return a year given up for each point of deepest fall "
            "avoided, where one was (no `high`: of more than a fortieth of resamples none was avoided)",
        ),
        _decimal("effect", _EFFECT, "unit of the figure"),
        _decimal("low", "lower end of the 95 % interval of resampled sessions, of this look alone", "as effect"),
        _decimal("high", "upper end of the same", "as effect"),
        _decimal("adjusted_p", "how likely such an effect is where there is none, after all looks"),
        Column("looks", pa.int64(), "count", "variants that were looked at; null without an interval", nullable=True),
    ),
    "episodes": (
        _VARIANT,
        text("crisis", "name of a crisis of data/facts/periods.csv"),
        Column("first", pa.date32(), "date", "session from whose close the crisis is counted"),
        Column("last", pa.date32(), "date", "last session of the crisis, from whose close the way back is counted"),
        Column(
            "back",
            pa.date32(),
            "date",
            "last session of the way back: the index closed where it had fallen from, a year was over, or the run",
        ),
        _decimal("gained", "return over the crisis"),
        _decimal("fall", "deepest fall within the crisis, <= 0"),
        _decimal("gained_back", "return on the way back"),
        _decimal("effect", f"on the return over the crisis: {_EFFECT}"),
        _decimal("effect_back", "the same on the way back"),
    ),
    "chances": (
        _VARIANT,
        text("event", "what happened on a made-up path: " + ", ".join(EVENTS)),
        _decimal("probability", "share of paths, the mean over their kinds"),
        _decimal("low", "lower end of the 95 % interval over resampled histories, kinds of path and error of margin"),
        _decimal("high", "upper end of the same"),
        _decimal("simulation_low", "lower end of what the number of paths alone leaves open"),
        _decimal("simulation_high", "upper end of the same"),
    ),
    "wealth": (
        _VARIANT,
        number("quantile", "decimal", "share of the paths that end up at this wealth or at less"),
        number("wealth", "multiple of opening capital", "equity at the end, at this quantile"),
        number("fund", "multiple of opening capital", "the fund alone on the same paths, at this quantile"),
    ),
}
SCHEMAS: dict[str, pa.Schema] = {name: arrow_schema(name, 1, columns) for name, columns in TABLES.items()}
