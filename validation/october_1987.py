"""Pattern A through 19 October 1987: margin, calls by account, what halving had done before the day and the stop did
after it.

python -m validation.october_1987        writes docs/october_1987.md
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.margin.margins import initial_ratio_schedule, maintenance_schedule, modelled_schedule
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from validation.accounts import ACCOUNTS
from validation.march_2020 import ACCIDENTS, events

PAGE = Path(__file__).parents[1] / "docs" / "october_1987.md"
PERIOD = ("period.start=1987-01-02", "period.end=1987-12-31")
EVE, CRASH, NEXT = (day_of(date(1987, 10, day)) for day in (16, 19, 20))
SHOWN = tuple(day_of(date(1987, 10, day)) for day in (13, 14, 15, 16, 19, 20, 21, 22, 23, 26))
NO_HALVING, NO_STOP = "halving.enabled=false", "stops.monthly_loss=off"
RULES = {
    "both": (),
    "no stop": (NO_STOP,),
    "no halving": (NO_HALVING,),
    "neither": (NO_HALVING, NO_STOP),
}
REAL_FALL = 80.0
"""Points that the December future fell on the day: "almost 40,000 dollars" a contract of 500 (Los Angeles Times,
1989-10-17).
"""
POINT, CONTRACT_OF_1987 = 5.0, 500.0
MEASURE = 21
VOLUME = 150_000
"""Contracts that changed hands on the day, by the same page."""


class Account(NamedTuple):
    """A profile, an overlay ratio, and which of the two rules are switched off."""

    profile: str
    overlay: float = 0.2
    rules: str = "both"


class Day19(NamedTuple):
    """An account on the day: equity and spare collateral before and after, loss of its futures, and futures held the
    evening before.
    """

    equity: float
    loss: float
    spare_before: float
    spare: float
    contracts: int
    fall: float
    exposure: float

    @property
    def spare_as_it_was(self) -> float:
        """Spare collateral had the future fallen as it did, more than its value by cost of carry."""
        return self.spare - self.contracts * POINT * (REAL_FALL - self.fall)


@cache
def run(account: Account) -> RunResult:
    """An account through the year."""
    own = (f"account.profile={account.profile}", f"overlay.ratio={account.overlay}", *RULES[account.rules])
    return backtest(load_config(None, (*PERIOD, *own), pattern="A"), embedded_market())


def day_19(account: Account) -> Day19:
    """What the day did to an account."""
    equity, row = run(account).table("equity"), _row(account, CRASH)
    marks = {day: (size, mark) for day, size, mark in _held(account)}
    size, before = marks.get(EVE, (0.0, 0.0))
    fall = before - marks.get(CRASH, (0.0, 0.0))[1]
    spare = to_array(equity["collateral"]) - to_array(equity["maintenance"])
    return Day19(
        equity=float(to_array(equity["equity"])[row - 1]),
        loss=size * POINT * fall,
        spare_before=float(spare[row - 1]),
        spare=float(spare[row]),
        contracts=int(size),
        fall=fall,
        exposure=float(to_array(equity["total_exposure"])[row - 1]),
    )


def day_table() -> Iterator[str]:
    """The days: index, volatility, proxy, and what was asked of a contract."""
    market = embedded_market()
    days, closes = market.days, market.values("close")
    asked, modelled = maintenance_schedule(days, closes, "ES"), modelled_schedule(days, closes, "ES")
    ratios, realised = initial_ratio_schedule(days, "ES"), market.realised_volatility(MEASURE)
    for day in SHOWN:
        at = market.row_from(day)
        full = 10.0 * ratios[at]
        yield (
            f"| {iso(day)} | {closes[at]:.2f} | {closes[at] / closes[at - 1] - 1:+.1%} | {realised[at]:.1%} | "
            f"{market.values('vix')[at]:.0f} "
            f"| {full * asked[at]:,.0f} | {full * asked[at] / (CONTRACT_OF_1987 * closes[at]):.1%} | "
            f"{full * modelled[at]:,.0f} |"
        )


def account_table(rules: str) -> Iterator[str]:
    """One line for each account: before, the day, and after it."""
    for profile, overlay in product(ACCOUNTS, (0.1, 0.2, 0.3)):
        account = Account(profile, overlay, rules)
        found = day_19(account)
        kinds = [kind for _, kind, _ in events(run(account))]
        worst, worth = to_array(run(account).table("equity")["drawdown"]).min(), _worth(account)
        yield (
            f"| `{profile}` | {overlay} | {found.exposure:.2f}x | {found.loss:,.0f} | "
            f"{found.loss / found.equity:.2%} | {found.spare_before:,.0f} | {found.spare:,.0f} "
            f"| {kinds.count('margin_call')} | {kinds.count('liquidation')} | {found.spare_as_it_was:,.0f} | "
            f"{worst:.1%} | {worth[-1] / worth[0] - 1.0:+.1%} |"
        )


def rule_table() -> Iterator[str]:
    """What each of the two rules did, on an overlay of a fifth and of three tenths."""
    for overlay, rules in product((0.2, 0.3), RULES):
        account = Account("us_fcm_tbill", overlay, rules)
        worth = _worth(account)
        eve = worth[_row(account, EVE)]
        on = {day: worth[_row(account, day)] / eve - 1.0 for day in (CRASH, NEXT)}
        worst = to_array(run(account).table("equity")["drawdown"]).min()
        yield (
            f"| {overlay} | {rules} | {day_19(account).exposure:.2f}x | {on[CRASH]:+.2%} | {on[NEXT]:+.2%} "
            f"| {worth[-1] / eve - 1.0:+.2%} | {worst:.1%} | {worth[-1] / worth[0] - 1.0:+.1%} |"
        )


def event_table(account: Account) -> Iterator[str]:
    """What an account did in October and November."""
    for day, kind, numbers in events(run(account)):
        if day_of(date(1987, 10, 1)) <= day < day_of(date(1987, 12, 1)):
            told = ", ".join(f"{name} {value:,.3g}" for name, value in numbers.items() if name != "equity")
            yield f"| {iso(day)} | {kind.replace('_', ' ')} | {told} |"


def fill_table(account: Account) -> Iterator[str]:
    """What it filled from the halving to the return."""
    fills = run(account).table("fills").to_pylist()
    for fill in fills:
        if date(1987, 10, 14) <= fill["date"] <= date(1987, 11, 5):
            paid = abs(fill["size"]) * POINT * fill["half_spread"] + fill["commission"]
            yield (
                f"| {fill['date']} | {fill['size']:+.0f} | {fill['price']:.2f} | {fill['half_spread']:.3f} | "
                f"{paid:,.0f} | {fill['reason']} |"
            )


def called() -> list[Account]:
    """Accounts to which anything happened that a broker does."""
    rows = product(ACCOUNTS, (0.1, 0.2, 0.3), RULES)
    return [account for account in (Account(*row) for row in rows) if _accidents(account)]


def short_as_it_was() -> list[Account]:
    """Accounts that would have had less than their margin, had the future fallen as it did."""
    rows = product(ACCOUNTS, (0.1, 0.2, 0.3), RULES)
    return [account for account in (Account(*row) for row in rows) if day_19(account).spare_as_it_was < 0.0]


def page() -> str:
    """The whole page."""
    usual, bold = Account("us_fcm_tbill"), Account("us_fcm_tbill", 0.3, "neither")
    template = Path(__file__).with_name("october_1987.template.md").read_text(encoding="utf-8")
    tables = {
        "days": day_table(),
        "ruled": account_table("both"),
        "bare": account_table("neither"),
        "rules": rule_table(),
        "events": event_table(usual),
        "fills": fill_table(usual),
    }
    return template.format(**{name: "\n".join(rows) for name, rows in tables.items()}, **_numbers(usual, bold))


def _numbers(usual: Account, bold: Account) -> dict[str, str]:
    market, found, most = embedded_market(), day_19(usual), day_19(bold)
    at = market.row_from(CRASH)
    closes, vix = market.values("close"), market.values("vix")
    asked = maintenance_schedule(market.days, closes, "ES")[at]
    initial = asked * initial_ratio_schedule(market.days, "ES")[at]
    dollars = VOLUME * CONTRACT_OF_1987 * (closes[at] + closes[at - 1]) / 2.0
    return {
        "fall": f"{1.0 - closes[at] / closes[at - 1]:.1%}",
        "points": f"{closes[at - 1] - closes[at]:.1f}",
        "modelled_fall": f"{found.fall:.1f}",
        "proxy": f"{vix[at]:.0f}",
        "proxy_eve": f"{vix[at - 1]:.0f}",
        "loss": f"{found.loss:,.0f}",
        "share": f"{found.loss / found.equity:.1%}",
        "bold_loss": f"{most.loss:,.0f}",
        "bold_share": f"{most.loss / most.equity:.1%}",
        "bold_more": f"{most.contracts * POINT * (REAL_FALL - most.fall):,.0f}",
        "contracts": str(found.contracts),
        "bold_contracts": str(most.contracts),
        "volume": f"{dollars / 1e9:.0f}",
        "stopped_before": _first(Account("us_fcm_tbill", 0.3), "loss_stop"),
        "halved": _first(usual, "halved"),
        "halved_volatility": f"{market.realised_volatility(MEASURE)[market.row_from(SHOWN[1])]:.1%}",
        "times": f"{(closes[at - 1] - closes[at]) / (10.0 * initial / CONTRACT_OF_1987):.1f}",
        "lower": f"{1.0 - market.values('low')[at + 1] / closes[at]:.1%}",
        "higher": f"{closes[at + 1] / closes[at] - 1.0:.1%}",
        "five_points": f"{_held_on(usual, CRASH) * POINT * 5.0:,.0f}",
        "called": _named(called()),
        "short": _named(short_as_it_was()),
    }


def _named(accounts: list[Account]) -> str:
    """Accounts in a list of Markdown."""
    words = {
        "both": "with both rules",
        "no stop": "without the stop",
        "no halving": "without halving",
        "neither": "without either rule",
    }
    rows = [f"* `{one.profile}`, overlay {one.overlay}, {words[one.rules]}" for one in accounts]
    return "\n".join(rows) or "* none"


def _first(account: Account, wanted: str) -> str:
    """The first day of October on which something happened to an account."""
    days = [day for day, kind, _ in events(run(account)) if kind == wanted and day >= day_of(date(1987, 10, 1))]
    return iso(min(days))


def _accidents(account: Account) -> list[Day]:
    return [day for day, kind, _ in events(run(account)) if kind in ACCIDENTS and kind != "cap"]


def _held(account: Account) -> Iterator[tuple[Day, float, float]]:
    """Futures of each evening: day, number, mark."""
    held = run(account).table("positions")
    columns = (to_array(held[name]).tolist() for name in ("date", "size", "mark"))
    return zip(*columns, strict=True)


def _held_on(account: Account, wanted: Day) -> float:
    return next(size for day, size, _ in _held(account) if day == wanted)


def _row(account: Account, day: Day) -> int:
    return int(to_array(run(account).table("equity")["date"]).tolist().index(day))


def _worth(account: Account) -> list[float]:
    worth: list[float] = to_array(run(account).table("equity")["equity"]).tolist()
    return worth


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
