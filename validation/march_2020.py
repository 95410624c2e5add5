"""February to June 2020 replayed: how close each account came to a call, and what happened to those that were called.

python -m validation.march_2020        writes docs/march_2020.md
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.margin.margins import maintenance_schedule
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.audit.held import tolerable_falls
from validation.accounts import ACCOUNTS

PAGE = Path(__file__).parents[1] / "docs" / "march_2020.md"
PEAK = day_of(date(2020, 2, 19))
PERIOD = ("period.start=2020-01-02", "period.end=2020-06-30")
BARE = (
    "halving.enabled=false",
    "stops.voluntary=false",
    "stops.monthly_loss=off",
    "overlay.rebalance=quarterly",
    "overlay.band=1.0",
)
BOLD = ("overlay.max_total_exposure=21.0", "overlay.acknowledge_high_leverage=true")
FULL_SIZE = 50.0
ACCIDENTS = ("cap", "margin_call", "call_met", "deadline_missed", "loss_cut", "liquidation", "ruin")
RULES = ("halved", "voluntary_stop")
FUND_COUNTS = ("us_fcm_tbill", "cme_ief2")


class Account(NamedTuple):
    """One row of the replay: profile, overlay / equity, spare cash / overlay notional."""

    profile: str
    overlay: float
    buffer: float

    def run(self, *settings: str) -> RunResult:
        """The account from January to June 2020."""
        own = (
            f"account.profile={self.profile}",
            f"overlay.ratio={self.overlay}",
            f"cash.buffer={self.buffer}",
            f"cash.sleeve={self.buffer if self.profile in FUND_COUNTS else 0.0}",
        )
        return backtest(load_config(None, (*PERIOD, *own, *settings), pattern="A"), embedded_market())


PRUDENT = tuple(Account(*row) for row in product(ACCOUNTS, (0.2, 0.3), (0.2, 0.3, 0.4)))
RECKLESS = tuple(Account(*row, 0.2) for row in product(ACCOUNTS, (1.0, 1.5, 2.0, 2.5, 2.75, 3.0)))


def accidents(run: RunResult) -> list[tuple[Day, str, dict[str, float]]]:
    """Calls and what followed, in order: day, kind, numbers."""
    return [(day, kind, numbers) for day, kind, numbers in events(run) if kind in ACCIDENTS]


def events(run: RunResult) -> Iterator[tuple[Day, str, dict[str, float]]]:
    """All events: day, kind, numbers."""
    table = run.table("events")
    rows = zip(to_array(table["date"]).tolist(), table["kind"].to_pylist(), table["numbers"].to_pylist(), strict=True)
    return ((day, kind, json.loads(numbers)) for day, kind, numbers in rows)


def closest(run: RunResult) -> tuple[Day, float]:
    """The session nearest to a call, and the fall of the index that would have brought it (above 1: none could)."""
    falls = tolerable_falls(run)
    place = int(np.nanargmin(falls))
    return int(to_array(run.table("equity")["date"])[place]), float(falls[place])


class Foretold(NamedTuple):
    """What the arithmetic says of an account: collateral / notional at the peak, the fall that brings a
    call, and when.
    """

    b: float
    fall: float | None
    day: Day | None


def tolerable_fall(buffer: float, margin_share: float) -> float:
    """Fall of the index until spare cash of `buffer` x notional is eaten up to the requirement, without top-ups.

    Both are shares of the notional before the fall: x = (b - m) / (1 - m).
    """
    return (buffer - margin_share) / (1.0 - margin_share)


def foretold_call(run: RunResult) -> Foretold:
    """The first session on which the index had fallen x = (b - m) / (1 - m) from its peak.

    b is collateral / notional at the peak: what follows knows nothing of the account but that.
    """
    market, equity = embedded_market(), run.table("equity")
    at_peak = to_array(equity["date"]).tolist().index(PEAK)
    collateral, notional = (to_array(equity[name])[at_peak] for name in ("collateral", "overlay_notional"))
    first, last = market.row_from(PEAK), market.row_from(int(to_array(equity["date"])[-1]))
    closes, margin = market.values("close"), maintenance_schedule(market.days, market.values("close"), "ES")
    for place in range(first, last + 1):
        fallen = 1.0 - closes[place] / closes[first]
        share = margin[place] / (FULL_SIZE * closes[place])
        needed = tolerable_fall(collateral / notional, share)
        if fallen > needed:
            return Foretold(collateral / notional, needed, market.days[place])
    return Foretold(collateral / notional, None, None)


def prudent_table(settings: Sequence[str]) -> list[str]:
    """One line for each prudent account."""
    lines = [
        "| profile | overlay | buffer | halved | stopped | calls | forced | closest fall | on | worst drawdown | gain |"
    ]
    lines += ["|---|--:|--:|---|---|--:|--:|--:|---|--:|--:|"]
    for account in PRUDENT:
        run = account.run(*settings)
        day, fall = closest(run)
        kinds = [kind for _, kind, _ in events(run)]
        halved, stopped = (next((iso(at) for at, kind, _ in events(run) if kind == rule), "no") for rule in RULES)
        drawdown, worth = to_array(run.table("equity")["drawdown"]).min(), to_array(run.table("equity")["equity"])
        lines.append(
            f"| `{account.profile}` | {account.overlay} | {account.buffer:.0%} | {halved} | {stopped} | "
            f"{kinds.count('margin_call')} | "
            f"{kinds.count('liquidation')} | {_fall(fall)} | {iso(day)} | {drawdown:.1%} | "
            f"{worth[-1] / worth[0] - 1:+.1%} |"
        )
    return lines


def reckless_table() -> list[str]:
    """One line for each reckless account: what the arithmetic foretells, and what happened."""
    lines = [
        "| profile | overlay | b | x | foretold | what happened | equity at the end |",
        "|---|--:|--:|--:|---|---|--:|",
    ]
    for account in RECKLESS:
        run = account.run(*BARE, *BOLD)
        worth = to_array(run.table("equity")["equity"])
        foretold = _foretold(foretold_call(run)) if account.profile in FUND_COUNTS else "| |"
        lines.append(
            f"| `{account.profile}` | {account.overlay} | {foretold} | {_story(run)} | {worth[-1] / worth[0]:.1%} |"
        )
    return lines


def _foretold(call: Foretold) -> str:
    if call.day is None or call.fall is None:
        return f"{call.b:.1%} | | no call"
    return f"{call.b:.1%} | {call.fall:.1%} | {iso(call.day)}"


def _story(run: RunResult) -> str:
    told = [_told(*event) for event in accidents(run)]
    return "<br>".join(told) or "nothing"


def _told(day: Day, kind: str, numbers: dict[str, float]) -> str:
    words = {"cap": "exposure limit"}.get(kind, kind.replace("_", " "))
    if kind == "margin_call":
        sessions = int(numbers.get("sessions_to_deadline", 0))
        return f"{iso(day)} {words} {numbers['amount']:,.0f}, " + (
            f"due in {sessions}" if sessions else "closed at once"
        )
    if kind in {"liquidation", "cap"}:
        return f"{iso(day)} {words} {numbers['size']:+.0f} at {numbers['price']:,.0f}"
    return f"{iso(day)} {words}"


def _fall(fall: float) -> str:
    return f"{fall:.1%}" if fall < 1.0 else "none"


def page() -> str:
    """The whole page."""
    return (Path(__file__).with_name("march_2020.template.md").read_text(encoding="utf-8")).format(
        ruled="\n".join(prudent_table(())),
        bare="\n".join(prudent_table(BARE)),
        reckless="\n".join(reckless_table()),
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
