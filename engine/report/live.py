"""What a page needs besides its charts to work out the figures of a period that its reader chooses."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array, to_codes
from engine.analysis.attribution import daily_attribution
from engine.analysis.investor import investor_tables
from engine.analysis.returns import DAYS_PER_YEAR, LEAST_YEAR
from engine.analysis.sides import net_short
from engine.analysis.uncertainty import LEAST_BLOCKS
from engine.analysis.unit_value import FLOWS, paid_by_day
from engine.comparison.comparison import Comparison
from engine.report.chance import between_runs, beyond_chance
from engine.report.first_screen import lost_on, market_of
from engine.report.heat import FULL_HEAT
from engine.report.page_rows import SHOWN_FALLS, SOURCES
from engine.results.run import RunResult
from engine.words import Words

SECTIONS = ("chart", "outcomes", "rule", "source", "verdict", "looks")
KEYS = (
    "differences.between", "differences.less", "differences.beyond_chance", "headline.run", "headline.undefined",
    "note.few_returns", "note.few_years", "regimes.added", "regimes.share", "report.calls", "report.chosen_span",
    "report.depth", "report.in_all", "report.never", "report.never_fell", "report.no_futures", "report.not_yet",
    "report.peak", "report.recovery", "report.sessions", "report.short", "report.to_recovery", "report.trough",
    "report.year", "report.year_total", "said.of_run",
)  # fmt: skip
"""Sentences that the scripts of the page say besides those of `SECTIONS`."""

UNITS, BILL_UNITS = 1e8, 1e10
"""Of which a return of 100 % has so many; there is room for 20 % a day of what bills return, and for 2,000 % a session
of what a source gains.
"""


def live_words(say: Words) -> dict[str, str]:
    """The sentences of the scripts by key, with the names of what they speak of in braces."""
    sections = {f"{name}.{key}": text for name in SECTIONS for key, text in say.section(name).items()}
    return sections | {key: say.sentences[key] for key in KEYS}


def live_columns(comparison: Comparison) -> dict[str, NDArray[Any]]:
    """Columns by session, (n,): `bills`, what they returned a calendar day; of each run by its place `short` (1 where
    more was sold than bought), what each source but the overlay gained as a share of the equity before (`share/carry` a
    calendar day, the others in all), and where it is told in another currency, or money flowed, `own`, its equity in
    the account's; where money flowed `money`, its equity as it is told, and `came` and `went`, what was paid in and
    taken out in that currency. Returns of bills are in units of
    1 / `BILL_UNITS`, shares of 1 / `UNITS`.
    """
    runs = list(comparison.runs.values())
    equity = investor_tables(runs[0].tables)["equity"]
    elapsed = np.maximum(np.diff(to_array(equity["date"]), prepend=to_array(equity["date"])[:1] - 1), 1)
    columns: dict[str, NDArray[Any]] = {"bills": _in_units(to_array(equity["bill_return"]) / elapsed, BILL_UNITS)}
    for place, run in enumerate(runs):
        columns[f"{place}/short"] = net_short(run.tables).astype(np.uint8)
        for source, share in _shares(run).items():
            columns[f"{place}/share/{source}"] = _in_units(share / elapsed if source == "carry" else share)
        if run.currency != run.config.capital.currency or FLOWS in run.tables:
            columns[f"{place}/own"] = to_array(run.table("equity")["equity"])
        if FLOWS in run.tables:
            told = investor_tables(run.tables)
            days = to_array(told["equity"]["date"])
            columns[f"{place}/money"] = to_array(told["equity"]["equity"])
            columns[f"{place}/came"] = paid_by_day(days, told[FLOWS], came=True)
            columns[f"{place}/went"] = paid_by_day(days, told[FLOWS], came=False)
    return columns


def _shares(run: RunResult) -> dict[str, Floats]:
    """What each source but the overlay gained, (n,), as a share of the equity before; costs always, others where there
    are any.
    """
    told = investor_tables(run.tables)
    opening, table = daily_attribution(told).opening, told["attribution"]
    places = np.searchsorted(to_array(told["equity"]["date"]), to_array(table["date"]))
    before, found = np.where(opening > 0.0, opening, np.inf), dict[str, Floats]()
    for source in SOURCES:
        chosen = is_among(table["source"], {source})
        amounts = np.bincount(places[chosen], to_array(table["amount"])[chosen], len(before))
        found[source] = amounts.astype(np.float64) / before
    del found["overlay"]
    return {source: share for source, share in found.items() if source == "costs" or share.any()}


def _in_units(shares: Floats, units: float = UNITS) -> NDArray[np.int32]:
    return np.rint(shares * units).astype(np.int32)


def live_facts(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What figures are told by: limits, how to resample, the differences of the whole period, and what the
    market of each run is called.
    """
    runs, first = comparison.runs, next(iter(comparison.runs.values()))
    places = {name: place for place, name in enumerate(runs)}
    return {
        "units": UNITS,
        "bill_units": BILL_UNITS,
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
