"""Accounts that nobody looks after, on the days there have been: four crises at every account for futures, and years.

A part of the page that `python -m validation.absence` writes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.contracts.dealing import FUTURES
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.account.profile_file import profile_table
from engine.account.profiles import deals_in, names_in
from validation.markdown import figures, table
from validation.two_languages import words_of

THIN = ("overlay.ratio=0.3", "cash.buffer=0.1")
"""The plan with less cash."""
SPELL = 21
CRISES = {"1987-10": "1987-10-05", "2008-09": "2008-09-15", "2020-03": "2020-02-24", "2025-04": "2025-03-26"}
"""By crisis the first evening without anybody."""
OPENED, FOLLOWED = 60, 75
"""Days before that evening on which the account is opened, and days after it to which it is followed."""
TOLD = ("margin_call", "deadline_missed", "liquidation")
YEARS = range(1990, 2026)
NAMED = (2008, 2013, 2020, 2022, 2024)
"""Years that have a row of their own."""
PATTERNS = ("A", "C")


def accounts() -> Iterator[str]:
    """Profiles of accounts for futures."""
    facts = profile_table(None)
    yield from (name for name in sorted(names_in(facts)) if deals_in(name, facts) == FUTURES)


def crisis(profile: str, evening: str, *, gone: bool) -> RunResult:
    """Pattern A with less cash at an account through a crisis, with somebody there or left alone."""
    day = day_of(date.fromisoformat(evening))
    period = (f"period.start={iso(day - OPENED)}", f"period.end={iso(day + FOLLOWED)}")
    absence = (f"absence.start={evening}", f"absence.sessions={SPELL}") if gone else ()
    settings = [f"account.profile={profile}", *THIN, *period, *absence]
    return backtest(load_config(None, settings, pattern="A"), embedded_market())


def crisis_lines(language: str) -> str:
    """What each crisis made of each account: a line for each account, a column for each crisis."""
    told = words_of("absence", language)
    rows = ((f"`{name}`", *(_crisis(name, evening, told) for evening in CRISES.values())) for name in accounts())
    return "\n".join(table((told["account"], *CRISES), rows))


def _crisis(profile: str, evening: str, told: Mapping[str, Any]) -> str:
    alone, tended = (happened(crisis(profile, evening, gone=gone), TOLD, told, evening) for gone in (True, False))
    return alone if tended == told["nothing"] else f"{alone} ({told['tended']}: {tended})"


def happened(run: RunResult, kinds: Sequence[str], told: Mapping[str, Any], since: str = "") -> str:
    """The first of each kind of event from a day on, with its date."""
    events = run.table("events")
    first: dict[str, str] = {}
    for day, kind in zip(to_array(events["date"]).tolist(), events["kind"].to_pylist(), strict=True):
        if kind in kinds and iso(day) >= since:
            first.setdefault(kind, iso(day))
    return ", ".join(f"{told['events'][kind]} {day}" for kind, day in first.items()) or str(told["nothing"])


class Year(NamedTuple):
    """Returns of a year, decimals, with somebody there and left alone, and how much of the account lay in cash at the
    end of that where nobody was, a share of equity.
    """

    tended: float
    alone: float
    cash: float


@cache
def year(pattern: str, number: int) -> Year:
    """A pattern as designed that is left alone from the first evening of a year to its end, opened the month before."""
    runs = [alone_for_a_year(pattern, number, gone=gone) for gone in (False, True)]
    tended, left = (_return(run, f"{number}-01-01") for run in runs)
    equity = runs[1].table("equity")
    return Year(tended, left, float(to_array(equity["cash"])[-1] / to_array(equity["equity"])[-1]))


def alone_for_a_year(pattern: str, number: int, *, gone: bool) -> RunResult:
    """The run behind a year."""
    period = (f"period.start={number - 1}-12-01", f"period.end={number}-12-31")
    absence = (f"absence.start={number}-01-01", "absence.sessions=260") if gone else ()
    return backtest(load_config(None, [*period, *absence], pattern=pattern), embedded_market())


def _return(run: RunResult, since: str) -> float:
    table = run.table("equity")
    before = int(np.searchsorted(to_array(table["date"]), day_of(date.fromisoformat(since)))) - 1
    equity = to_array(table["equity"])
    return float(equity[-1] / equity[before] - 1.0)


def year_lines(language: str) -> str:
    """Years alone against years with somebody there: some by name, the mean and the worst of all."""
    told = words_of("absence", language)
    every = [[year(pattern, one) for one in YEARS] for pattern in PATTERNS]
    rows = [[f"{number}", *_cells([of[number - YEARS[0]] for of in every])] for number in NAMED]
    middle = [Year(*np.mean(of, axis=0).tolist()) for of in every]
    worst = [Year(*map(min, zip(*of, strict=True)))._replace(cash=max(one.cash for one in of)) for of in every]
    rows += [[told["mean"], *_cells(middle)], [told["worst"], *_cells(worst)]]
    titles = [title.format(pattern=pattern) for pattern in PATTERNS for title in told["year_titles"]]
    return "\n".join(figures(["", *titles], rows))


def _cells(years: Sequence[Year]) -> list[str]:
    return [text for one in years for text in (f"{one.tended:+.1%}", f"{one.alone:+.1%}", f"{one.cash:.1%}")]
