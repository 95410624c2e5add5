"""How much can be taken out: the plan lived from for thirty years, and published studies of withdrawals.

python -m validation.living        writes docs/living.md and docs/living.ja.md
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.market.embedded import embedded_market
from engine import load_config
from engine.settings.run_config import RunConfig
from engine.survival.counting import counts_of
from engine.survival.find import yearly
from engine.survival.histories import bills_open
from engine.survival.interval import Interval, interval, together
from engine.survival.layout import Layout, layout_of
from engine.survival.path_runs import PathRuns
from engine.survival.request import SurvivalTerms
from engine.survival.survive import survive
from validation.living_coverage import HISTORIES as TRIED
from validation.living_coverage import lines
from validation.living_coverage import rows as covered
from validation.living_reckoned import CURRENCIES, INFLATION, POOR, YEARS, carried, ends
from validation.living_studies import rows as studies
from validation.living_studies import told as of_studies
from validation.living_taxed import taxed

PAGES = {"en": "living.md", "ja": "living.ja.md"}
DOCS = Path(__file__).parents[1] / "docs"
PATHS, HISTORIES, CHECKED, CONFIDENCE = 1_000, 100, 60, 0.95
TERMS = SurvivalTerms(years=YEARS, paths=PATHS, histories=HISTORIES, confidence=CONFIDENCE, poor=POOR)
FEW = replace(TERMS, paths=100, histories=20, find="withdrawal")
"""Terms of the search that is held against the reckoning."""
PATTERNS = ("core", "A", "C")
PROFILES = ("us_fcm_tbill", "retail_cash_margin", "jp_retail_futures")
Bools = NDArray[np.bool_]


class Plan(NamedTuple):
    """A pattern in an account."""

    pattern: str
    profile: str

    def config(self, *more: str) -> RunConfig:
        """Its settings."""
        own = (f"account.profile={self.profile}", "investor.currency=JPY", *more)
        plan = () if self.pattern == "core" else ("overlay.ratio=0.2",)
        return load_config(None, [*own, *plan], pattern=self.pattern)


PLANS = [Plan(*one) for one in product(PATTERNS, PROFILES)]


def run_on_paths(configs: Sequence[RunConfig], terms: SurvivalTerms = TERMS) -> PathRuns:
    """Runs on paths as those of an account that is lived from, whether it is or not."""
    market = embedded_market()
    return PathRuns(configs, market, replace(terms.how(market), bills=bills_open()), lambda _: None)


def drawn(plans: Sequence[Plan] = PLANS, terms: SurvivalTerms = TERMS) -> tuple[Layout, Floats, Bools]:
    """The layout of the paths, and by path and plan the largest withdrawals, (paths, plans, 2), and whether the plan
    was sold by force, (paths, plans).
    """
    runs = run_on_paths([one.config() for one in plans], terms)
    layout = layout_of(runs.kinds, terms.paths, terms.histories)
    first = runs.histories.over.first
    count = len(runs.histories.over.days) - first
    ends = first + np.rint(np.linspace(0, count, 12 * YEARS + 1)).astype(int) - 1
    ends[0] = first

    def one(number: int) -> tuple[Floats, Bools]:
        name = layout.path(number)
        records, worth = runs.run(name)
        return carried(worth, runs.histories.columns(name).usdjpy[ends]), records["forced_sales"] > 0

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(one, range(layout.total)))
    return layout, np.array([most for most, _ in told]), np.array([sold for _, sold in told])


def largest(layout: Layout, most: Floats, sold: Bools) -> tuple[float, float, float]:
    """The largest withdrawal by the upper end of the interval, by the estimate and by the lower end, from what each
    path carries and whether it was sold by force, (paths,). 0 where not even the least is carried.
    """

    def at(place: int) -> Interval:
        fails = (most < yearly(place)) | sold
        return together([interval(counts_of(fails, layout, kind)) for kind in range(len(layout.kinds))])

    return ends(at, 1.0 - CONFIDENCE)


def table(found: dict[tuple[Plan, str], tuple[float, float, float]]) -> Iterator[str]:
    """A row for each plan: by currency the largest withdrawal with what it could be."""
    for plan in PLANS:
        cells = [" | ".join(f"{100 * one:.1f} %" for one in found[plan, currency]) for currency in CURRENCIES]
        yield f"| {plan.pattern} | `{plan.profile}` | {' | '.join(cells)} |"


def checked(found: dict[tuple[Plan, str], tuple[float, float, float]], most: Floats) -> dict[str, str]:
    """Accounts from which the dollars at the estimate really are taken: how many runs, those whose end is poor against
    the reckoning or not poor against it, how far off the reckoning was there (points), and the runs with a payment cut
    short that can be paid, with the accounts in which this happened.
    """
    taken = np.array([found[plan, "USD"][1] for plan in PLANS])
    configs = [
        plan.config(f"flows.withdraw={1e6 * share / 12.0:.2f}", f"flows.inflation={INFLATION}")
        for plan, share in zip(PLANS, taken, strict=True)
    ]
    runs = run_on_paths(configs)
    layout = layout_of(runs.kinds, PATHS, HISTORIES)
    numbers = [*range(CHECKED // 2), *range(PATHS, PATHS + CHECKED // 2)]
    told = [runs.run(layout.path(number))[0] for number in numbers]
    rich, short = (np.array([one[name] for one in told]) for name in ("real_wealth", "shorts"))
    reckoned = most[numbers, :, 0]
    wrong = (rich >= POOR) != (reckoned >= taken)
    late = (short > 0) & (rich >= POOR)
    where = sorted({f"{PLANS[place].pattern} `{PLANS[place].profile}`" for place in np.nonzero(late)[1]})
    return {
        "runs": f"{wrong.size:,}",
        "different": f"{wrong.sum()}",
        "distance": f"{100.0 * np.abs(reckoned - taken)[wrong].max(initial=0.0):.1f}",
        "late": f"{late.sum()}",
        "where": ", ".join(where),
    }


def beside(plan: Plan) -> dict[str, str]:
    """A search by the command on few paths, in dollars, and the reckoning on the same."""
    layout, most, sold = drawn([plan], FEW)
    with TemporaryDirectory() as folder:
        found = survive(plan.config(f"flows.inflation={INFLATION}"), terms=FEW, out=folder, tell=lambda _: None)
    (note,) = (one["values"] for one in found.manifest["notes"] if one["code"] == "survive_found_withdrawal")
    told = {"searched": [note[name] for name in ("found", "likely", "most")]}
    told["reckoned"] = list(largest(layout, most[:, 0, 0], sold[:, 0]))
    return {name: ", ".join(f"{100 * one:.1f} %" for one in three) for name, three in told.items()} | {
        "few": str(FEW.paths)
    }


def parts() -> dict[str, str]:
    """What the pages are filled with."""
    layout, most, sold = drawn()
    sys.stderr.write("living: paths are drawn\n")
    found = {
        (plan, currency): largest(layout, most[:, row, column], sold[:, row])
        for row, plan in enumerate(PLANS)
        for column, currency in enumerate(CURRENCIES)
    }
    coverage = list(covered())
    told = {
        "years": YEARS,
        "paths": f"{PATHS:,}",
        "histories": HISTORIES,
        "each": layout.each,
        "table": "\n".join(table(found)),
        "coverage": "\n".join(lines(coverage, 0)),
        "coverage_ja": "\n".join(lines(coverage, 1)),
        "tried": TRIED,
        "bills": bills_open(),
        "studies": "\n".join(studies()),
        **checked(found, most),
        **beside(Plan("A", "us_fcm_tbill")),
        **of_studies(),
        **taxed(),
        "inflation": f"{100 * INFLATION:.0f}",
        "poor": f"{100 * POOR:.0f}",
        "confidence": f"{100 * CONFIDENCE:.0f}",
    }
    return {name: str(value) for name, value in told.items()}


def write() -> None:
    """Write both pages."""
    filled = parts()
    for language, page in PAGES.items():
        ending = ".template.md" if language == "en" else ".template.ja.md"
        text = Path(__file__).with_suffix(ending).read_text(encoding="utf-8")
        (DOCS / page).write_text(text.format(**filled), encoding="utf-8")


if __name__ == "__main__":
    write()
