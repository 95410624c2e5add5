"""The tables of a comparison, each declared once."""

import pyarrow as pa

from data.base.columns import Column, arrow_schema

VERSIONS: dict[str, int] = {"regimes": 3, "sessions": 4, "rules": 2, "differences": 2, "dominance": 2}
"""Versions of tables whose columns, or their meanings, have changed since version 1."""
MONEY = "account currency"
_RUN = Column("run", pa.string(), "text", "name of the run")
_SCHEMES = ("trend", "bull_bear", "pagan_sossounov", "trend_known", "bull_bear_known", "vix", "drawdown")
_SOURCES = ("carry", "overlay", "costs", "currency", "tax")


def _number(name: str, unit: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, pa.float64(), unit, meaning, nullable)


_LINKED = "contribution to the compounded return (Carino linking); null once the account is lost"
_WITHIN = (
    Column("sessions", pa.int64(), "count", "sessions counted"),
    _number("time_share", "decimal", "share of the run's sessions; sums to 1"),
    _number(
        "excess_return",
        "annual decimal",
        "mean of (return - bill return) x 252 (365 where weekends are sessions); null for less than a year of such "
        "sessions",
        nullable=True,
    ),
    _number(
        "excess_sum",
        "decimal",
        "sum of (return - bill return), not annualised; null for fewer than two sessions",
        nullable=True,
    ),
    _number(
        "volatility",
        "annual decimal",
        "of the session returns; null for less than 90 days of such sessions",
        nullable=True,
    ),
    _number(
        "worst_drawdown",
        "decimal, <= 0",
        "deepest fall within one spell; null for fewer than two sessions",
        nullable=True,
    ),
    *(_number(source, MONEY, f"sum of the postings of {source} in these sessions") for source in _SOURCES),
)
_PERIOD = (
    _number("return", "decimal", "compounded return"),
    _number("bill_return", "decimal", "of Treasury bills; told in yen, of the yen call rate"),
    _number("index_return", "decimal", "of the price index"),
    *(_number(source, "decimal", _LINKED, nullable=True) for source in _SOURCES),
)


TABLES: dict[str, tuple[Column, ...]] = {
    "metrics": (
        _RUN,
        Column("metric", pa.string(), "text", "figure of docs/metrics.md"),
        _number("value", "unit of the figure", "null where it is not defined", nullable=True),
    ),
    "regimes": (
        _RUN,
        Column("scheme", pa.string(), "text", "how sessions are labelled; see docs/regimes.md"),
        Column("regime", pa.string(), "text", "label of docs/regimes.md"),
        *_WITHIN,
    ),
    "attribution": (
        _RUN,
        Column("category", pa.string(), "text", "attribution category; see engine/account/ledger.py"),
        Column("source", pa.string(), "text", "carry, overlay, costs, currency or tax"),
        _number("amount", MONEY, "sum of its postings"),
        _number("contribution", "decimal", _LINKED, nullable=True),
    ),
    "rules": (
        _RUN,
        Column("rule", pa.string(), "text", "rule that bound the position held in these sessions, or empty"),
        *_WITHIN,
    ),
    "months": (_RUN, Column("month", pa.string(), "YYYY-MM", "calendar month, broken ones included"), *_PERIOD),
    "years": (_RUN, Column("year", pa.string(), "YYYY", "calendar year, broken ones included"), *_PERIOD),
    "differences": (
        _RUN,
        Column("against", pa.string(), "text", "the run it is compared with, T-bills, or (told in yen) yen call rate"),
        Column("statistic", pa.string(), "text", "metric of docs/metrics.md"),
        _number("difference", "unit of the statistic", "run less the other"),
        _number("low", "unit of the statistic", "lower end of the confidence interval, for this difference alone"),
        _number("high", "unit of the statistic", "upper end of the confidence interval"),
        _number("level", "decimal", "confidence"),
        Column("count", pa.int64(), "count", "resamples"),
        Column("seed", pa.int64(), "number", "seed of the resamples"),
        _number("block", "sessions", "mean length of the resampled blocks"),
        _number("adjusted_p", "decimal", "p-value of the difference, adjusted for the looks"),
        Column(
            "looks",
            pa.int64(),
            "count",
            "differences of this statistic that were looked at: between runs, or from the riskless",
        ),
    ),
    "crises": (
        _RUN,
        Column("peak", pa.date32(), "date", "highest close of the index before the first flag"),
        Column("first_flag", pa.date32(), "date", "first close 10 % below the highest of 21 sessions (or [regimes])"),
        Column("trough", pa.date32(), "date", "lowest close of the window"),
        Column("end", pa.date32(), "date", "last session of the window"),
        _number("index_fall", "decimal, <= 0", "index from peak to trough"),
        _number("return", "decimal", "run from peak to trough; null for a lost account", nullable=True),
    ),
    "sessions": (
        Column("date", pa.date32(), "date", "exchange session"),
        _number("index", "index points", "close of the price index"),
        *(
            Column(scheme, pa.string(), "text", f"label by the scheme {scheme}; see docs/regimes.md")
            for scheme in _SCHEMES
        ),
        Column(
            "crises",
            pa.string(),
            "text",
            "named crisis of data/facts/periods.csv, or no_crisis; empty in comparisons from before they had names",
            before="",
        ),
        *(
            Column(
                scheme,
                pa.string(),
                "text",
                f"label of one's own, {when}; empty without such labels, and in comparisons from before there were any",
                before="",
            )
            for scheme, when in (("own", "as it was given"), ("own_known", "as it was known when the session began"))
        ),
    ),
    "dominance": (
        _RUN,
        Column("month", pa.string(), "YYYY-MM", "last of twelve whole calendar months"),
        _number(
            "overlay_risk",
            "annual decimal",
            "standard deviation of the overlay's session gains less trading costs, over opening equity",
            nullable=True,
        ),
        _number("plan_risk", "annual decimal", "planned overlay x that of the index's session returns", nullable=True),
        _number(
            "risk_of_plan", "multiple", "overlay_risk / plan_risk; null where the plan has no overlay", nullable=True
        ),
        _number("overlay_return", "decimal", "sum of the same session gains less costs", nullable=True),
        _number("plan_return", "decimal", "planned overlay x sum of (index return - bill return)", nullable=True),
        Column(
            "carried_more",
            pa.bool_(),
            "flag",
            "whether risk_of_plan is above 1.1; false where it is null, and in comparisons from before it was asked",
            before=False,
        ),
    ),
    "across": (
        _RUN,
        Column("group", pa.int64(), "count", "0 for the comparison's own runs, n for its n-th that stands apart"),
        Column("metric", pa.string(), "text", "figure of docs/metrics.md"),
        _number(
            "value",
            "unit of the figure",
            "of the days and in the currency that the manifest tells of (`across`), of its own sessions where there "
            "are none in common; null where it is not defined",
            nullable=True,
        ),
    ),
    "otherwise": (
        _RUN,
        Column("basis", pa.string(), "text", "how it is told: after_tax, in_yen, after_tax_in_yen"),
        Column("metric", pa.string(), "text", "figure of docs/metrics.md"),
        _number("value", "unit of the figure", "null where it is not defined", nullable=True),
    ),
}
SCHEMAS: dict[str, pa.Schema] = {
    name: arrow_schema(name, VERSIONS.get(name, 1), columns) for name, columns in TABLES.items()
}
