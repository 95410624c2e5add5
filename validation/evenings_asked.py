"""What `tonight` says in every evening of a crisis, against the orders that one backtest of it sends."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrow import is_among, to_array
from data.base.days import Day, iso
from engine import RunConfig, RunResult, backtest
from engine.evening.evening import Evening, evening_of
from validation.stepped_plans import config_of, market_of, sessions

BEGUN, FIRST, LAST, GONE_ON = "2019-10-01", "2020-02-18", "2020-04-15", "2020-05-29"
"""The plan is followed from the first day, asked from the second to the third; the backtest sees all until the
last.
"""
ASKED = (
    "A", "C", "A, a Tokyo account", "A, yen half hedged and taxed", "A, Nikkei futures in Osaka", "own, with stops",
)  # fmt: skip
NOT_SENT = frozenset({"expiry", "liquidation"})
"""What a backtest keeps among its orders although nobody decided it."""

Order = tuple[str, int, str]
"""Contract, signed size, purpose."""


class Asked(NamedTuple):
    """Evenings that were asked, orders of one backtest that were out in them, and days on which others were told."""

    evenings: int
    orders: int
    different: tuple[str, ...]


def asked(plan: str) -> Asked:
    """Ask a plan in every evening."""
    run, market = whole_run(plan), market_of(plan)
    days = sessions(market, FIRST, LAST)
    out = orders_by_day(run, days)
    different = [iso(day) for day in days if orders_of(evening_of(run.config, market, day)) != out[day]]
    return Asked(len(days), sum(map(len, out.values())), tuple(different))


def whole_run(plan: str) -> RunResult:
    """One backtest, which goes on beyond the last evening."""
    return backtest(asked_config(plan), market_of(plan))


def asked_config(plan: str) -> RunConfig:
    """A plan from the day on which it is begun."""
    return config_of(plan, f"period={BEGUN}..{GONE_ON}")


def orders_by_day(run: RunResult, days: Sequence[Day]) -> Mapping[Day, list[Order]]:
    """The orders of a run's strategy that are out in the evening of each of some days, in order."""
    orders = run.table("orders")
    names = [orders[name].to_pylist() for name in ("contract", "requested", "purpose")]
    ends = np.where(is_among(orders["status"], {"waiting"}), days[-1] + 1, to_array(orders["finished"])).tolist()
    rows = list(zip(to_array(orders["date"]).tolist(), ends, zip(*names, strict=True), strict=True))
    return {
        day: sorted(order for sent, end, order in rows if sent <= day < end and order[2] not in NOT_SENT)
        for day in days
    }


def orders_of(evening: Evening) -> list[Order]:
    """Those that an evening tells, in order."""
    return sorted((one.contract, one.size, one.purpose) for one in evening.orders)
