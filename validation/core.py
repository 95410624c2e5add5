"""The core as it is: what each kind paid, what a fund that stops does to accounts, what a failed broker gives back.

python -m validation.core        writes docs/core.md and docs/core.ja.md
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.fund.failures import failure, failures
from data.fund.funds import bill_fund
from data.fund.own_fund import OwnFund
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from validation.fund import HELD_TO, between, closes, growth
from validation.two_languages import pages, template, write

PAGES = pages("core")
KINDS = ("mmf", "BIL", "prime", "deposit")
PERIODS = ((1990, 1999), (2000, 2008), (2009, 2015), (2016, 2021), (2022, 2025))
GATED = ("us_fcm_tbill", "cme_ief2", "jp_retail_futures")
CRISIS = ("period.start=2008-01-02", "period.end=2010-12-30")
THIN = (
    "overlay.ratio=0.3", "overlay.rebalance=quarterly", "halving.enabled=false", "stops.monthly_loss=off",
    "stops.voluntary=false",
)  # fmt: skip
SHARES = (0.35, 0.05)
FAILED_ON = "2008-10-10"
YEARS = ("period.start=2007-01-03", "period.end=2015-12-30")
WORDS = {
    "en": {"none": "none", "open": "open", "stopped": "stopped", "all": "whole", "cash": "cash alone"},
    "ja": {"none": "なし", "open": "通常", "stopped": "停止", "all": "全額", "cash": "現金のみ"},
}


class Fate(NamedTuple):
    """What became of an account: first call, first forced sale (days, None: none), and equity at the end as a multiple
    of what it began with.
    """

    called: Day | None
    sold: Day | None
    left: float


@cache
def run(*settings: str) -> RunResult:
    """A run of pattern A on the market that comes with the program."""
    return backtest(load_config(None, settings, pattern="A"), embedded_market())


def fate(result: RunResult) -> Fate:
    """What became of the account of a run."""
    events, equity = result.tables["events"], to_array(result.tables["equity"]["equity"])
    days, kinds = to_array(events["date"]).tolist(), events["kind"].to_pylist()
    first = {kind: day for day, kind in reversed(list(zip(days, kinds, strict=True)))}
    return Fate(first.get("margin_call"), first.get("liquidation"), float(equity[-1] / equity[0]))


def gated(profile: str, share: float, event: str) -> Fate:
    """The account of a profile from 2008 to 2010, with a share of the overlay in cash."""
    return fate(
        run(*CRISIS, *THIN, f"account.profile={profile}", f"cash.sleeve={share}", f"cash.buffer={share}",
            f"fund.event={event}")
    )  # fmt: skip


def kind_rows() -> Iterator[tuple[str, ...]]:
    """What each kind of core paid a year, percent, by period."""
    for kind in KINDS:
        yield kind, *(f"{growth(bill_fund(kind), *period) / 100.0:.2f}" for period in PERIODS)


def own_rows() -> Iterator[tuple[str, ...]]:
    """Two funds from files of their closes, as modelled, and the default fund over the same days: percent a year."""
    for kind in HELD_TO:
        told = closes(kind)
        days = tuple(told.days.astype(np.int64).tolist())
        begins, ends = days[0], days[-1]
        own = bill_fund("mmf")._replace(own=OwnFund(days, tuple(told.levels.tolist()), priced=True))
        paid = (1.0 + between(fund, begins, ends) for fund in (own, bill_fund(kind), bill_fund("mmf")))
        a_year = (f"{100.0 * (one ** (365.0 / (ends - begins)) - 1.0):.3f}" for one in paid)
        yield kind, iso(begins), iso(ends), *a_year


def gate_rows(language: str) -> Iterator[tuple[str, ...]]:
    """The accounts through the autumn of 2008, with the fund open and stopped."""
    words = WORDS[language]
    for profile in GATED:
        for share in SHARES:
            for event, name in (("none", "open"), ("reserve_2008", "stopped")):
                called, sold, left = gated(profile, share, event)
                dates = (words["none"] if day is None else iso(day) for day in (called, sold))
                yield profile, f"{share:.0%}", words[name], *dates, f"{left:.3f}"


def failure_rows(language: str) -> Iterator[tuple[str, ...]]:
    """Each failure of a broker laid on two accounts, on one day."""
    words = WORDS[language]
    for name in failures(of_brokers=True):
        told = failure(name, of_broker=True).payments
        for profile, lies in (("us_fcm_tbill", "all"), ("jp_retail_futures", "cash")):
            result = run(*YEARS, f"account.profile={profile}", f"broker.fails_on={FAILED_ON}", f"broker.like={name}")
            plain = run(*YEARS, f"account.profile={profile}")
            equity = [to_array(one.tables["equity"]["equity"]) for one in (result, plain)]
            row = int(np.searchsorted(to_array(result.tables["equity"]["date"]), day_of(date.fromisoformat(FAILED_ON))))
            days, first = told.parts[0]
            yield (
                name, profile, words[lies], f"{days}", f"{first:.0%}", f"{told.paid:.0%}",
                f"{equity[0][row] / equity[1][row] - 1.0:+.1%}", f"{equity[0][-1] / equity[1][-1] - 1.0:+.1%}",
            )  # fmt: skip


def page(language: str) -> str:
    """The page as it should be."""
    rows = {
        "kinds": kind_rows(), "own": own_rows(), "gates": gate_rows(language), "failures": failure_rows(language),
    }  # fmt: skip
    told = {name: "\n".join(f"| {' | '.join(row)} |" for row in found) for name, found in rows.items()}
    return template("core", language).format(**told, failed_on=FAILED_ON)


if __name__ == "__main__":
    write(PAGES, page)
