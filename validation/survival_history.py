"""What the plan would have come to from every real start date since 1982, and since 1928 as if it had been possible.

python -m validation.survival_history        writes docs/survival_history.md
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from data.base.days import day_of, iso
from data.market.embedded import embedded_market, long_market
from data.market.market import Market
from data.market.periods import named_periods
from engine import load_config
from engine.settings.run_config import RunConfig
from engine.survival.replay import outcome_of
from engine.survival.starts import StartRuns, run_from

PAGE = Path(__file__).parents[1] / "docs" / "survival_history.md"
YEARS = 20
PROFILES = ("us_fcm_tbill", "retail_cash_margin", "jp_retail_futures")
PLAN = ("overlay.ratio=0.2", "cash.buffer=0.3")
BARE = ("halving.enabled=false", "stops.monthly_loss=off", "stops.voluntary=false")
BOLD = ("overlay.max_total_exposure=2.5", "overlay.acknowledge_high_leverage=true", *BARE)
REPLAYED = 8
"""Start dates by chance, of each market, that the event engine runs too."""
Row = Mapping[str, Any]


class Line(NamedTuple):
    """A row of the page: what it is called, and its settings."""

    name: str
    config: RunConfig


def planned() -> list[Line]:
    """The plan in each account, with futures alone and with puts."""
    return [
        Line(f"{pattern} | `{profile}`", load_config(None, [*PLAN, f"account.profile={profile}"], pattern=pattern))
        for pattern, profile in product("AC", PROFILES)
    ]


def bold() -> list[Line]:
    """Five times the plan without its rules, with less and less spare cash where the fund is no collateral."""
    accounts = [(PROFILES[0], 0.3), *product(PROFILES[1:], (0.3, 0.2, 0.1))]
    return [Line(f"A | `{profile}`, {100 * buffer:.0f} %", _bold(profile, buffer)) for profile, buffer in accounts]


def _bold(profile: str, buffer: float) -> RunConfig:
    own = (f"account.profile={profile}", f"cash.buffer={buffer}", "overlay.ratio=1.0")
    return load_config(None, [*BOLD, *own], pattern="A")


def told(lines: Sequence[Line], market: Market) -> list[list[Row]]:
    """Rows of `starts` by line."""
    sys.stderr.write(f"survival_history: {len(lines)} plans since {iso(market.starts)}\n")
    rows = StartRuns([one.config for one in lines], market, YEARS).table(threads=2).to_pylist()
    return [rows[place :: len(lines)] for place in range(len(lines))]


def table(lines: Sequence[Line], found: Sequence[Sequence[Row]]) -> Iterator[str]:
    """A row for each plan."""
    yield (
        "| pattern | account | called | sold out | fall 10 % | 20 % | 35 % | 50 % | below the fund | least left "
        "| from | median left | fund, median | least margin ratio |"
    )
    yield "|---|---|" + "--:|" * 8 + "---|" + "--:|" * 3
    for one, rows in zip(lines, found, strict=True):
        worst = min(rows, key=lambda row: float(row["wealth"]))
        falls = (count(rows, f"first_fall_{fall}") for fall in (10, 20, 35, 50))
        below = len([row for row in rows if row["wealth"] < row["fund"]])
        ratios = [row["least_ratio"] for row in rows if row["least_ratio"] is not None]
        yield (
            f"| {one.name} | {count(rows, 'first_call')} | {count(rows, 'first_sale')} | {' | '.join(falls)} | "
            f"{share(below, len(rows))} | {worst['wealth']:.2f}x | {worst['start']} | "
            f"{median(row['wealth'] for row in rows):.2f}x | {median(row['fund'] for row in rows):.2f}x | "
            f"{min(ratios):.2f} |"
        )


def count(rows: Sequence[Row], first: str) -> str:
    """On how many start dates something happened."""
    return share(len([row for row in rows if row[first] is not None]), len(rows))


def share(some: int, of: int) -> str:
    """A share of start dates.

    >>> share(0, 6116), share(3, 6116), share(1234, 6116)
    ('0', '0.05 %', '20.2 %')
    """
    part = 100.0 * some / of
    return "0" if some == 0 else f"{part:.2f} %" if part < 1.0 else f"{part:.1f} %"


def spans(rows: Sequence[Row]) -> str:
    """The start dates of a market, and how many windows of them hold each crisis."""
    first, last, years = rows[0], rows[-1], (rows[-1]["end"] - rows[0]["start"]).days / 365.25
    held = {
        one.name: len([row for row in rows if one.name not in row["crises_unseen"]]) for one in named_periods("crisis")
    }
    seen = ", ".join(f"{name} in {share(some, len(rows))}" for name, some in held.items() if some)
    none = ", ".join(name for name, some in held.items() if not some)
    return (
        f"{len(rows):,} start dates, {first['start']} to {last['start']}; {years:.1f} years hold {years / YEARS:.1f} "
        f"windows that do not overlap. Crises by the windows that hold them: {seen}."
        + (f" In none: {none}." * bool(none))
    )


def replayed(lines: Sequence[Line], found: Sequence[Sequence[Row]], market: Market) -> int:
    """How many columns of start dates by chance the event engine tells otherwise: none, or the page is not written."""
    random = np.random.default_rng(22)
    different = 0
    for _ in range(REPLAYED):
        place = int(random.integers(len(lines)))
        row = found[place][int(random.integers(len(found[place])))]
        run = outcome_of(run_from(lines[place].config, market, day_of(row["start"]), YEARS))
        different += len([name for name, value in run.items() if row[name] != value])
    return different


def page() -> str:
    """The whole page."""
    parts: dict[str, Any] = {"years": YEARS, "replayed": 2 * REPLAYED, "different": 0}
    for name, market in (("since_1982", embedded_market()), ("since_1928", long_market())):
        lines = planned()
        found = told(lines, market)
        parts[name], parts[f"{name}_spans"] = "\n".join(table(lines, found)), spans(found[0])
        parts["different"] += replayed(lines, found, market)
        parts[f"{name}_bold"] = "\n".join(table(bold(), told(bold(), market)))
    return Path(__file__).with_suffix(".template.md").read_text(encoding="utf-8").format(**parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
