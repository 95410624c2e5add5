"""Files of public data built into a market as a user would, against the embedded market; and the page about own data.

python -m validation.own_data        writes docs/data.md
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.arrow import to_array
from data.embedded import EMBEDDED, embedded_market
from data.intake.build import Plan, build_market
from data.intake.fixes import FIXES
from data.intake.frequency import FREQUENCIES
from data.intake.head import BYTE_CHECKS, LIMIT, WHY
from data.intake.history import CERTAINLY_DECIMAL, CERTAINLY_PERCENT
from data.intake.names import FIELDS
from data.intake.reading import READING
from data.intake.rules import RULES
from data.market import Market
from data.volatility import Floats
from engine import backtest, load_config
from validation.real_market import FILES, FIRST, LAST, source

PAGE = Path(__file__).parents[1] / "docs" / "data.md"
PERIOD = ("period.start=1999-01-04", "period.end=2018-12-31")
PATTERNS = ("A", "B", "C")


class Figure(NamedTuple):
    """A figure of agreement, and the bounds that it has to keep."""

    name: str
    value: float
    low: float
    high: float

    @property
    def kept(self) -> bool:
        """Whether it is within its bounds."""
        return self.low <= self.value <= self.high


@cache
def own_market() -> Market:
    """All files of the folder as one market, 1990-01-02 to 2020-12-31, Shiller's dividends among them."""
    sources = {kind: source(kind, text) for kind, text in FILES.items()}
    return build_market(
        Plan({**sources, "dividends": source("dividends", "shiller_monthly.csv")}, FIRST, LAST, index=EMBEDDED)
    )


def pair(column: str) -> tuple[Floats, Floats]:
    """A column of the own market and of the embedded one, on the sessions of the embedded one."""
    embedded = embedded_market()
    own = own_market()
    first = own.place(embedded.days[0])
    rows = slice(first, first + len(embedded))
    if own.days[rows] != embedded.days:
        raise ValueError("the two markets have other sessions")
    return to_array(own.table[column])[rows].astype(float), to_array(embedded.table[column]).astype(float)


def figures() -> Iterator[Figure]:
    """How far the two markets are apart, column by column."""
    for column in ("open", "high", "low", "close"):
        own, embedded = pair(column)
        yield Figure(
            f"sessions on which `{column}` differs by more than 0.01", float((abs(own - embedded) > 0.01).sum()), 0, 0
        )
    own, embedded = pair("vix")
    _, modelled = pair("vix_modelled")
    quoted = modelled == 0.0
    apart = (own - embedded)[~quoted]
    yield Figure("`vix` less the proxy, RMSE, points", float(np.sqrt((apart**2).mean())), 0.0, 4.0)
    yield Figure("`vix` less the proxy, mean, points", float(apart.mean()), -1.0, 1.0)
    yield Figure(
        "`vix` where both are quoted, largest difference, points", float(abs(own - embedded)[quoted].max()), 0.0, 0.5
    )
    own, embedded = pair("bill_yield")
    yield Figure(
        "`bill_yield`, mean absolute difference, percentage points", float(abs(own - embedded).mean()) * 100, 0.0, 0.25
    )
    yield Figure("`bill_yield`, mean difference, percentage points", float((own - embedded).mean()) * 100, -0.1, 0.2)
    own, embedded = pair("usdjpy")
    yield Figure(
        "`usdjpy`, median absolute difference, %", float(np.median(abs(own / embedded - 1.0))) * 100, 0.0, 0.25
    )
    own, embedded = pair("dividend_yield")
    yield Figure(
        "`dividend_yield`, mean absolute difference, percentage points",
        float(abs(own - embedded).mean()) * 100,
        0.0,
        0.2,
    )
    own, embedded = pair("jpy_rate")
    yield Figure(
        "`jpy_rate`, mean absolute difference, percentage points", float(abs(own - embedded).mean()) * 100, 0.0, 0.1
    )


def figure_lines() -> list[str]:
    """The figures as a table."""
    rows = [
        f"| {one.name} | {one.value:.3g} | {one.low:g} to {one.high:g} | {'yes' if one.kept else 'NO'} |"
        for one in figures()
    ]
    return ["| figure | value | bounds | kept |", "|---|--:|--:|---|", *rows]


def run_lines() -> list[str]:
    """Headline figures of each pattern on both markets."""
    rows = []
    for pattern in PATTERNS:
        config = load_config(None, PERIOD, pattern=pattern)
        cells = [f"{run.metrics[name]:.2%}" for run in (backtest(config, one) for one in (own_market(), embedded_market())) for name in ("cagr", "volatility", "max_drawdown")]  # fmt: skip
        rows.append(f"| {pattern} | {' | '.join(cells)} |")
    head = "| pattern | own: CAGR | volatility | drawdown | embedded: CAGR | volatility | drawdown |"
    return [head, "|---|--:|--:|--:|--:|--:|--:|", *rows]


def byte_lines() -> list[str]:
    """The checks of a file's first block."""
    rows = [f"| `{one.__name__.replace('_', '-')}` | {_first_line(one)} | {WHY[one.__name__]} |" for one in BYTE_CHECKS]
    return ["| error | what | why |", "|---|---|---|", *rows]


def reading_lines() -> list[str]:
    """What can be wrong in reading a file."""
    rows = [f"| `{name}` | {severity} | {what} | {why} |" for name, (severity, what, why) in READING.items()]
    return ["| finding | severity | what | why |", "|---|---|---|---|", *rows]


def rule_lines() -> list[str]:
    """The rules about what was read."""
    rows = [
        f"| `{rule.check}` | {', '.join(sorted(rule.kinds))} | {rule.severity} | {_first_line(rule.find)} | {rule.why} | "
        f"{f'`{rule.fix}`' if rule.fix else ''} |"
        for rule in RULES
    ]
    return ["| finding | in | severity | what | why | repair |", "|---|---|---|---|---|---|", *rows]


def fix_lines() -> list[str]:
    """The repairs."""
    return [
        "| `--fix` | what it does |",
        "|---|---|",
        *(f"| `{name}` | {_first_line(fix)} |" for name, fix in FIXES.items()),
    ]


def _first_line(function: object) -> str:
    return (function.__doc__ or "").splitlines()[0]


def page() -> str:
    """The whole page."""
    gaps = {one.name: one.longest_gap for one in FREQUENCIES}
    blocks: dict[str, Sequence[str]] = {
        "fixes": fix_lines(), "bytes": byte_lines(), "reading": reading_lines(), "rules": rule_lines(), "figures": figure_lines(),
        "runs": run_lines(),
    }  # fmt: skip
    fields = ", ".join(f"`{kind}.{one}`" for kind, every in FIELDS.items() for one in ("date", *every))
    return Path(__file__).with_name("own_data.template.md").read_text(encoding="utf-8").format(
        limit=LIMIT // 2**20, fields=fields, percent=CERTAINLY_PERCENT, decimal=CERTAINLY_DECIMAL, **gaps,
        **{name: "\n".join(lines) for name, lines in blocks.items()},
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
