"""What a page needs besides its charts to work out the figures of a period that its reader chooses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array, to_codes
from engine.analysis.investor import investor_tables
from engine.analysis.returns import DAYS_PER_YEAR, LEAST_YEAR
from engine.analysis.sides import net_short
from engine.analysis.uncertainty import LEAST_BLOCKS
from engine.analysis.unit_value import FLOWS
from engine.audit.held import places_of
from engine.comparison.comparison import Comparison
from engine.report.chance import between_runs, beyond_chance
from engine.report.chart_columns import single
from engine.report.first_screen import lost_on, market_of
from engine.report.heat import FULL_HEAT
from engine.report.page_rows import SHOWN_FALLS
from engine.results.run import RunResult
from engine.words import Words

SECTIONS = ("chart", "outcomes", "rule", "source", "verdict", "looks")
KEYS = (
    "differences.between", "differences.less", "differences.beyond_chance", "headline.run", "headline.undefined",
    "note.few_returns", "note.few_years", "regimes.added", "regimes.share", "report.calls", "report.chosen_span",
    "report.depth", "report.in_all", "report.never", "report.never_fell", "report.no_futures", "report.not_yet",
    "report.peak", "report.recovery", "report.sessions", "report.short", "report.to_recovery", "report.trough",
    "report.year", "report.year_total",
)  # fmt: skip
"""Sentences that the scripts of the page say besides those of `SECTIONS`."""

BILL_BITS = 5
"""Bits of what bills returned in a session that no figure shows."""


def live_words(say: Words) -> dict[str, str]:
    """The sentences of the scripts by key, with the names of what they speak of in braces."""
    sections = {f"{name}.{key}": text for name in SECTIONS for key, text in say.section(name).items()}
    return sections | {key: say.sentences[key] for key in KEYS}


def live_columns(comparison: Comparison) -> dict[str, NDArray[Any]]:
    """Columns by session, (n,): `bills`, what they returned, a decimal; of each run by its place `costs` (account
    currency, >= 0), `short` (1 where more was sold than bought), and where it is told in another currency, or money
    flowed, `own`, its equity in the account's; where money flowed `money`, its equity as it is told.
    """
    runs = list(comparison.runs.values())
    columns: dict[str, NDArray[Any]] = {
        "bills": single(to_array(investor_tables(runs[0].tables)["equity"]["bill_return"]), BILL_BITS)
    }
    for place, run in enumerate(runs):
        columns |= {f"{place}/costs": single(_costs(run)), f"{place}/short": net_short(run.tables).astype(np.uint8)}
        if run.currency != run.config.capital.currency or FLOWS in run.tables:
            columns[f"{place}/own"] = to_array(run.table("equity")["equity"])
        if FLOWS in run.tables:
            columns[f"{place}/money"] = to_array(investor_tables(run.tables)["equity"]["equity"])
    return columns


def _costs(run: RunResult) -> Floats:
    chosen = is_among(run.table("attribution")["source"], {"costs"})
    amounts = to_array(run.table("attribution")["amount"])[chosen]
    places, sessions = places_of(run, "attribution")[chosen], run.table("equity").num_rows
    return np.bincount(places, -amounts, sessions).astype(np.float64)


def live_facts(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What figures are told by: limits, how to resample, the differences of the whole period, and what the
    market of each run is called.
    """
    runs, first = comparison.runs, next(iter(comparison.runs.values()))
    places = {name: place for place, name in enumerate(runs)}
    return {
        "days_per_year": DAYS_PER_YEAR,
        "least_year": LEAST_YEAR,
        "least_blocks": LEAST_BLOCKS,
        "plan": comparison.manifest["resampling"],
        "baseline": None if comparison.baseline is None else places[comparison.baseline],
        "bills": say(f"riskless.{first.currency}"),
        "falls": SHOWN_FALLS,
        "heat": {"month": FULL_HEAT["return"], "excess": FULL_HEAT["excess"]},
        "lost": any(map(lost_on, runs.values())),
        "order": _order(comparison),
        "differences": [
            {
                "run": places[row["run"]],
                "against": places[row["against"]],
                "difference": row["difference"],
                "looks": row.get("looks", 1),
                "beyond": beyond_chance(row),
            }
            for row in between_runs(comparison)
        ],
        "markets": [market_of(run, say) for run in runs.values()],
    }


def _order(comparison: Comparison) -> dict[str, list[int]]:
    """The codes of each scheme in the order in which the tables have them."""
    rows, sessions = comparison.table("regimes").to_pylist(), comparison.table("sessions")
    found = {}
    for scheme in dict.fromkeys(row["scheme"] for row in rows):
        names = to_codes(sessions[scheme])[1]
        declared = dict.fromkeys(row["regime"] for row in rows if row["scheme"] == scheme)
        found[scheme] = [names.index(name) for name in declared if name in names]
    return found
