"""The charts of a portfolio: what it was worth, how it grew and fell, and where each account's return came from."""

from collections.abc import Mapping

import numpy as np

from data.base.arrays import Floats
from data.base.days import day_of
from engine.portfolio.figures import PORTFOLIO
from engine.portfolio.moves import RESCUE
from engine.portfolio.rescues import TOO_LATE, outcomes
from engine.portfolio.schemas import ON_ITS_WAY
from engine.report import palette
from engine.report.drawing import BLACK, Ink
from engine.report.picture import GREY
from engine.report.picture_chart import Across, Axis, Band, Bars, Chart, Curve, Spells
from engine.report.picture_scale import dashes, percent, short
from engine.report.portfolio_seen import SOURCES, Seen
from engine.report.portfolio_told import called
from engine.report.run_pictures import sparks

STACKED = (0.7, 0.35)
"""Density of accounts that stand upon one another, and of those whose colour an earlier one has."""
LOWEST = 0.05
"""Share of its beginning below which a small curve does not go, so that the others can still be told apart."""
STRIP = {"late": Ink("bad", palette.BAD), "rescue": Ink("good", palette.GOOD), "rebalance": GREY}
"""Transfers below a chart, by what they were."""


def inks(seen: Seen) -> dict[str, Ink]:
    """The colour of each account by its name, and of each source."""
    strokes = palette.strokes_of(seen.result.runs)
    accounts = {name: Ink(f"run-{place}", strokes[name]) for place, name in enumerate(seen.names)}
    return accounts | {source: Ink(f"source-{source}", palette.SOURCES[source]) for source in SOURCES}


def charts_of(seen: Seen) -> dict[str, Chart]:
    """Every chart of the page, by its name."""
    return {"worth": _worth(seen), "growth": _growth(seen), "falls": _falls(seen), "sources": _sources(seen)}


def spark_of(seen: Seen) -> list[str]:
    """Points of small curves of the accounts, and of the whole last; what is lost is drawn no lower than `LOWEST`."""
    found = [*(seen.grown[name] for name in seen.names), seen.grown[PORTFOLIO]]
    return sparks([np.maximum(one, LOWEST * one[0]) for one in found])


def _across(seen: Seen) -> Across:
    return Across("days", float(seen.days[0]), float(seen.days[-1]))


def _money(seen: Seen) -> Axis:
    return Axis(seen.say.told("money", seen.currency), short(seen.say))


def _worth(seen: Seen) -> Chart:
    """Accounts upon one another, with what is on its way above them, and the whole as a line."""
    days, under, named = seen.days.astype(float), np.zeros(len(seen.days)), inks(seen)
    bands = []
    for place, name in enumerate(seen.names):
        over = under + np.maximum(seen.of(name, "told"), 0.0)
        bands.append(Band(name, named[name], days, under, over, STACKED[place >= len(palette.PALETTE)]))
        under = over
    if ON_ITS_WAY in seen.holders:
        way = seen.whole("on_its_way")
        bands.append(Band(called(ON_ITS_WAY, seen.say), BLACK, days, under, under + way, 1.0))
    line = Curve(called(PORTFOLIO, seen.say), BLACK, days, seen.whole("equity"))
    axis = _money(seen)._replace(low=min(float(seen.whole("equity").min()), 0.0))
    return Chart(axis, _across(seen), curves=[line], bands=bands, strip=_strip(seen))


def _growth(seen: Seen) -> Chart:
    """Unit values, which begin at 100 and leave transfers out."""
    return _with_whole(seen, Axis(seen.say("portfolio_page.growth_axis"), "{:g}".format), seen.grown)


def _falls(seen: Seen) -> Chart:
    """Falls of unit values from their highest so far."""
    return _with_whole(seen, Axis("", percent, high=0.0), seen.fallen)


def _with_whole(seen: Seen, axis: Axis, values: Mapping[str, Floats]) -> Chart:
    """A curve for each account, and above them that of the whole."""
    days, named = seen.days.astype(float), inks(seen)
    curves = [Curve(name, named[name], days, values[name], dashes(named[name].stroke.dash)) for name in seen.names]
    line = Curve(called(PORTFOLIO, seen.say), BLACK, days, values[PORTFOLIO])
    return Chart(axis, _across(seen), curves=[*curves, line])


def _sources(seen: Seen) -> Chart:
    """What each source brought to each account."""
    named, across = inks(seen), Across("names", 0.0, 0.0, seen.names)
    values = {one: np.array([seen.by_day(name, (one,)).sum() for name in seen.names]) for one in SOURCES}
    bars = [Bars(seen.say(f"source.{one}"), named[one], each) for one, each in values.items() if each.any()]
    return Chart(_money(seen), across, bars=bars)


def _strip(seen: Seen) -> list[Spells]:
    """When money was on its way, by why it was."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in STRIP}
    last = float(seen.days[-1])
    for row, outcome in zip(seen.result.table("transfers").to_pylist(), outcomes(seen.result), strict=True):
        if row["sent_on"] is not None:
            ends = day_of(row["sent_on"]), day_of(row["arrived_on"]) if row["arrived_on"] else last
            found["late" if outcome == TOO_LATE else "rescue" if row["reason"] == RESCUE else "rebalance"].append(ends)
    return [
        Spells(seen.say(f"portfolio_page.strip_{name}"), STRIP[name], np.array(ends, dtype=float))
        for name, ends in reversed(found.items())
        if ends
    ]
