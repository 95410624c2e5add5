"""Whether the core was a core: money that nothing asked for sat in the fund."""

import numpy as np

from data.arrow import to_array
from data.contracts import is_future, multiplier_of
from data.volatility import Floats
from engine.account_terms import account_profile
from engine.analysis.checks import SAY, Verdict, found
from engine.analysis.of_futures import hedge_margin, sold_forward
from engine.results import RunResult
from engine.terms import CashPolicy

IDLE = 0.01
"""Share of equity that may lie idle."""
AHEAD = 2
"""Sessions, besides the lag of redemptions, for which money is raised ahead or that what was received takes to be moved."""


def core_sits_in_the_fund(run: RunResult) -> Verdict:
    """Cash, with money on its way, was never more than spare cash and purchases ask for, but for 1 % of equity."""
    table = run.table("equity")
    equity, ready = to_array(table["equity"]), to_array(table["cash"]) + to_array(table["in_transit"])
    late = np.flatnonzero(ready - allowed(run) > IDLE * np.maximum(equity, 0.0))
    late = late[late < len(equity) - _raised_for_nothing(run)]
    days = to_array(table["date"])
    alive = equity > 0.0
    share = float((to_array(table["mmf"])[alive] / equity[alive]).mean()) if alive.any() else 0.0
    detail = found("idle", SAY("detail.in_fund", share=f"{share:.1%}"), [int(days[place]) for place in late])
    return Verdict(SAY("check.core"), not len(late), detail)


def allowed(run: RunResult) -> Floats:
    """Cash at each session, (sessions,): the most that the policy's band allows for what is held now or soon, and what options turn over."""
    table, cash = run.table("equity"), run.config.cash
    profile = account_profile(run.config, int(to_array(table["date"])[0]))
    policy, sold = CashPolicy(cash.sleeve, cash.buffer, cash.band, run.config.hedge.buffer), sold_forward(run.tables)
    planned = np.where(sold > 0.0, sold, run.config.hedge.ratio * np.maximum(to_array(table["equity"]), 0.0))
    initial = to_array(table["initial"]) + _margin_share(run, sold) * (planned - sold)
    target = policy.wanted(profile, initial, to_array(table["overlay_notional"]), planned)
    around = profile.redemption_lag + AHEAD
    most: Floats = (1.0 + cash.band) * _near(target, around).max(axis=0) + _near(_option_money(run), around).sum(axis=0)
    return most


def _margin_share(run: RunResult, sold: Floats) -> float:
    """Margin of the currency hedge, as a share of what it sold; 0 where it never sold anything."""
    return float(hedge_margin(run.tables).sum() / sold.sum()) if sold.any() else 0.0


def _raised_for_nothing(run: RunResult) -> int:
    """Sessions at the end on which money lay ready for orders that the end of the data left waiting."""
    waiting = "waiting" in run.table("orders")["status"].to_pylist()
    first = int(to_array(run.table("equity")["date"])[0])
    return account_profile(run.config, first).redemption_lag + AHEAD if waiting else 0


def _near(values: Floats, around: int) -> Floats:
    """Values of the sessions around each, (2 x around + 1, sessions); 0 beyond either end."""
    padded = np.concatenate([np.zeros(around), values, np.zeros(around)])
    return np.stack([padded[place : place + len(values)] for place in range(2 * around + 1)])


def _option_money(run: RunResult) -> Floats:
    """What trades and expiries of options turned over at each session, account currency."""
    fills, days = run.table("fills"), to_array(run.table("equity")["date"])
    scale = [0.0 if is_future(code) else multiplier_of(code) for code in fills["contract"].to_pylist()]
    paid = np.abs(to_array(fills["size"])) * to_array(fills["price"]) * np.array(scale)
    turned = np.bincount(np.searchsorted(days, to_array(fills["date"])), paid, len(days))
    return turned.astype(np.float64)
