"""What a page tells of each kind of run: what it needs beside the tables that all runs have."""

from typing import Any

from data.base.days import iso
from engine.comparison.comparison import Comparison
from engine.report.crisis_rows import crises_of
from engine.report.first_screen import market_of
from engine.report.heat import Heat, crash_periods, crisis_heat, named_heat, regime_heat
from engine.report.kind_tables import kind_tables, trade_bars
from engine.report.kind_told import first_focus, owner_of, sections_of, sources_told
from engine.report.market_falls import fall_periods, market_falls
from engine.words import Words

STOCK_MARKET = "crises"
"""The scheme of named crises, which are those of the stock market."""


def told(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What the templates of sections ask: the market, what each run has, its sources, and the falls of its market."""
    first = next(iter(comparison.runs.values()))
    crashes, market = crisis_heat(comparison, say), market_of(first, say)
    crashed = bool(crashes.rows)
    return {
        "market": market,
        "kinds": kind_tables(comparison, say),
        "has": {name for run in comparison.runs.values() for name in sections_of(run)},
        "owners": _owners(comparison),
        "source_notes": {name: _sources(comparison, name, say) for name in comparison.runs},
        "crises": crashes if crashed else market_falls(comparison, market, say),
        "crashes": crash_periods(comparison, say) if crashed else fall_periods(comparison, say),
        "falls_title": say("report.crises") if crashed else say("kind_page.falls", market=market),
        "falls_note": say("report.crises_note") if crashed else say("kind_page.falls_note", market=market),
        "none_within": say("report.no_crises") if crashed else say("kind_page.none_within"),
        "no_falls": say("kind_page.no_falls", market=market),
        "named": named_heat(comparison, say),
        "periods": _periods(comparison),
    }


def _owners(comparison: Comparison) -> dict[str, str]:
    """The run that each part of a page of several is about when it is opened, by the part that not all runs have."""
    names, focus = list(comparison.runs), first_focus(comparison)
    parts = {name for run in comparison.runs.values() for name in sections_of(run)} if len(names) > 1 else set()
    return {one: names[owner_of(comparison, focus, one)] for one in parts}


def _periods(comparison: Comparison) -> dict[str, str]:
    """Named crises as periods to choose: what each is called, by its first day and its last."""
    return {f"{iso(one.crisis.first)}_{iso(one.crisis.last)}": one.crisis.name for one, *_ in crises_of(comparison)}


def regime_tables(comparison: Comparison, say: Words) -> list[Heat]:
    """Tables by regime, without the crises of a market that was not traded."""
    pair = any(run.config.pair for run in comparison.runs.values())
    return [one for one in regime_heat(comparison, say) if not (pair and one.name == STOCK_MARKET)]


def facts(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What the scripts of the page ask, by run and for all: words that speak of the market among them."""
    first = next(iter(comparison.runs.values()))
    market = market_of(first, say)
    words = {f"chart.{key}": text for key, text in say.section("kind_chart").items()}
    return {
        "of_runs": [
            {
                "has": sections_of(run),
                "sources": sources_told(run, say),
                "trades": trade_bars(comparison.whole[name]) if "trades" in run.tables else None,
                "limits": [run.config.cash_ratio.floor, run.config.cash_ratio.cap]
                if "cash_rules" in run.tables
                else [],
            }
            for name, run in comparison.runs.items()
        ],
        "words": {**words, "chart.fall_axis": say("chart.fall_axis", market=market), **_pair_words(first)},
    }


def _pair_words(run: Any) -> dict[str, str]:
    return {"chart.benchmark": run.config.pair} if run.config.pair else {}


def _sources(comparison: Comparison, name: str, say: Words) -> str:
    run = comparison.runs[name]
    years = [row for row in comparison.table("years").to_pylist() if row["run"] == name]
    earned = [told for source, told in sources_told(run, say).items() if any(row[source] for row in years)]
    return say("kind_page.sources", sources=say("kind_page.and").join(earned)) if earned else ""
