"""One plan under six accounts through five crises: who is called when, and what came of it.

python -m validation.accounts_called        writes docs/accounts.md and docs/accounts.ja.md
"""

from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.contracts.contracts import future_spec, smallest_on
from data.facts import facts
from data.margin.methods import stress_moves
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.account.profiles import TABLE, deals_in
from engine.audit.calls import calls_of
from engine.audit.held import tolerable_falls
from engine.questions.account_terms import Asked, account_terms
from engine.report.call_table import sentences
from engine.words import words
from validation.march_2020 import BARE, BOLD
from validation.markdown import figures, table
from validation.two_languages import pages, template, words_of, write

ACCOUNTS = ("cme_fcm", "ibkr", "sbi_futures", "matsui_futures", "rakuten_futures", "rakuten_cfd")
"""The first one is that against which losses are counted: where the core is margin."""
PERIODS = {
    "1987-10": ("1987-09-01", "1987-12-31"),
    "2008-09": ("2008-09-02", "2009-03-31"),
    "2020-03": ("2020-02-03", "2020-04-30"),
    "2024-08": ("2024-07-01", "2024-09-30"),
    "2025-04": ("2025-03-03", "2025-05-30"),
}
"""First and last day by name."""
MORE = (*BARE, *BOLD, "overlay.ratio=1.5", "cash.buffer=0.04")
"""One and a half times equity, bought and held, with 4 % of it in spare cash where the core is no margin."""
OSAKA = ("sbi_futures", "rakuten_futures", "monex_futures", "matsui_futures")
FALL_IN_TOKYO = day_of(date(2024, 8, 5))
"""A day on which accounts in Osaka are told, although the market of the program has no closes of the Nikkei."""
LIFE = ("told", "due", "cured", "closed")
"""What is told of a call of that day, in order."""
MOST = 3
"""Calls and closings told one by one."""
PAGES = pages("accounts")


class Cell(NamedTuple):
    """An account through a period: the plan's settings besides."""

    account: str
    period: str
    settings: tuple[str, ...] = MORE

    @property
    def run(self) -> RunResult:
        """The plan there and then."""
        return _run(self)

    @property
    def gained(self) -> float:
        """Return over the period, decimal."""
        worth = to_array(self.run.table("equity")["equity"])
        return float(worth[-1] / worth[0] - 1.0)

    @property
    def closest(self) -> float:
        """The smallest fall of the index that would have brought a call, decimal; above 1 none could, 0 or less one
        did.
        """
        return float(np.nanmin(tolerable_falls(self.run)))


@cache
def _run(cell: Cell) -> RunResult:
    first, last = PERIODS[cell.period]
    chosen = (
        f"period.start={first}",
        f"period.end={last}",
        f"account.profile={cell.account}",
        f"overlay.contract={smallest_on('SPX', deals_in(cell.account))}",
        "margin.test=broker",
    )
    return backtest(load_config(None, (*chosen, *cell.settings), pattern="A"), embedded_market())


def story(cell: Cell, language: str) -> str:
    """What the broker did, a line for each sentence."""
    say, told, calls = words(language), words_of("accounts_called", language), calls_of(cell.run)
    lines = [f"**{iso(one.day)}** {' '.join(sentences(one, 'USD', say))}" for one in calls[:MOST]]
    if len(calls) > MOST:
        lines.append(told["more"].format(count=len(calls) - MOST, last=iso(calls[-1].day)))
    return "<br>".join(lines) or told["nothing"]


def hypothetical(cell: Cell, language: str) -> str:
    """What did not exist at the time: the account, the contract; empty where both did."""
    first, told = PERIODS[cell.period][0], words_of("accounts_called", language)
    began = iso(min(row.valid_from for row in facts(TABLE).under(cell.account)))
    listed = iso(future_spec(cell.run.config.overlay.contract).listed)
    parts = [told["account"].format(since=began)] if began > first else []
    parts += [told["contract"].format(since=listed)] if listed > first else []
    return str(told["and"]).join(parts)


def called(period: str, language: str) -> list[str]:
    """The table of a period: a row for each account."""
    first, told = Cell(ACCOUNTS[0], period), words_of("accounts_called", language)
    rows = []
    for name in ACCOUNTS:
        cell = Cell(name, period)
        against = "" if name == ACCOUNTS[0] else f"{100.0 * (cell.gained - first.gained):+.1f}"
        rows.append((f"`{name}`", story(cell, language), f"{cell.gained:+.1%}", against, hypothetical(cell, language)))
    return table([told[head] for head in ("head", "happened", "gained", "against", "hypothetical")], rows)


def designed(language: str) -> list[str]:
    """The plan as designed: return, and the fall of the index that would have brought a call, by account and period."""
    told, rows = words_of("accounts_called", language), []
    for name in ACCOUNTS:
        cells = [Cell(name, period, ()) for period in PERIODS]
        rows.append((f"`{name}`", *(_quiet(cell, told) for cell in cells)))
    return figures((told["head"], *PERIODS), rows)


def osaka(language: str) -> list[str]:
    """The table of a day in Tokyo: what each account in Osaka says of a call of that day."""
    say, rows = words(language), []
    for name in OSAKA:
        terms = {one.code: one.values for one in account_terms(Asked(name, FALL_IN_TOKYO, "mmf", facts(TABLE)))}
        rows.append((f"`{name}`", "<br>".join(say(f"account.{code}", **terms[code]) for code in LIFE)))
    told = words_of("accounts_called", language)
    return table([told["head"], told["call"]], rows)


def in_tokyo() -> dict[str, str]:
    """The fall of that day, and the rise of the next session, as the page writes them."""
    moves = dict(zip(*stress_moves("NK225M"), strict=True))
    return {"fell": f"{-moves[FALL_IN_TOKYO]:.1%}", "rose": f"{moves[FALL_IN_TOKYO + 1]:.1%}"}


def _quiet(cell: Cell, told: dict[str, str]) -> str:
    if calls_of(cell.run):
        return told["was_called"]
    closest = told["never"] if cell.closest >= 1.0 else f"{cell.closest:.0%}"
    return f"{cell.gained:+.1%} ({closest})"


def page(language: str) -> str:
    """A whole page."""
    told = {f"called_{period.replace('-', '_')}": "\n".join(called(period, language)) for period in PERIODS}
    return template("accounts_called", language).format(
        designed="\n".join(designed(language)),
        settings=" ".join(f"--set {one}" for one in MORE),
        osaka="\n".join(osaka(language)),
        **in_tokyo(),
        **told,
    )


if __name__ == "__main__":
    write(PAGES, page)
