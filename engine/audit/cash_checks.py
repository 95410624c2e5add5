"""Whether cash was where it belongs: spare cash beside the margin as the source asks, and what
nothing asked for in the fund.
"""

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array
from data.contracts.contracts import is_future, multiplier_of
from engine.account import paid
from engine.analysis.held_back import held_back
from engine.analysis.of_futures import hedge_margin, sold_forward
from engine.analysis.rulings import target
from engine.analysis.unit_value import FLOWS
from engine.audit.held import by_profile, days_of, futures_added, longest_lag, of_equity, places_of, uncounted_in
from engine.audit.own_orders import asked_for
from engine.audit.verdicts import LineStanding, Verdict, beyond, kept_or_not, not_part
from engine.day.terms import CashPolicy
from engine.results.run import RunResult
from strategies.rules.buffer import SPARE

NEAR = 1e-9
"""Share of the overlay that is rounding."""
IDLE = 0.01
"""Share of equity that may lie idle."""
AHEAD = 2
"""Sessions, besides the lag of redemptions, for which money is raised ahead or that what was
received takes to be moved."""


def spare_cash_was_held(run: RunResult) -> Verdict:
    """Cash above what margin asks of it, as a share of the overlay, at the end of every session on which there was one.
    What a currency hedge keeps for its daily result answers a call too, and is no idle cash.

    A shortfall that the plan mends as fast as the fund pays out is drift, and so is what is too much for as long. What
    lasts longer, or that the plan itself asks for, or that a larger position made, is not kept. The figure is the
    least share.
    """
    notional, days = of_equity(run, "overlay_notional")[0], days_of(run)
    held = notional > 0.0
    if not held.any():
        return not_part("spare_cash")
    least, planned = SPARE[0], _planned(run)
    band = run.config.cash.band
    most = planned * (1.0 + band) if planned > SPARE[1] else SPARE[1]
    policy, sold = _policy(run), sold_forward(run.tables)
    kept = by_profile(run, lambda profile: policy.buffer_of_hedge(profile, sold))
    shares, own = (_of_overlay(amount, notional) for amount in (spare_cash(run), spare_cash(run) - kept))
    over = own - most - _of_overlay(band * kept + _ready(run, most), notional)
    short, idle = held & (shares < least - NEAR), held & (over > NEAR)
    lasting = max(beyond(days, side).longest for side in (short, idle)) > longest_lag(run) + 1
    made = (short & futures_added(run)).any() or (short.any() and planned < least)
    standing = LineStanding.DRIFTED if (short | idle).any() else LineStanding.KEPT
    if lasting or made:
        standing = LineStanding.NOT_KEPT
    severity = np.fmax(least - shares, over)
    numbers = {
        "highest": float(np.nanmax(own)),
        "most": most,
        "short": float(short.sum()),
        "hedged": float(np.any(kept)),
    }
    found = beyond(days, short | idle, severity)
    return Verdict("spare_cash", standing, float(np.nanmin(shares)), least, *found, numbers=numbers)


def spare_cash(run: RunResult) -> Floats:
    """Cash at each session, (sessions,), account currency, less what of initial margin (that of a currency hedge among
    it) the fund does not cover, and what is in it of gains that are no collateral; negative where cash is short of it.
    """
    cash, fund, initial = of_equity(run, "cash", "mmf", "initial")
    covered = by_profile(run, lambda profile: (1.0 - profile.fund_haircut) * fund)
    spare: Floats = cash - np.maximum(initial - covered, 0.0) - uncounted_in(run)
    return spare


def _of_overlay(amount: Floats, notional: Floats) -> Floats:
    shares: Floats = np.divide(amount, notional, out=np.full(len(notional), np.nan), where=notional > 0.0)
    return shares


def _planned(run: RunResult) -> float:
    cash = run.config.cash
    return min(cash.sleeve if profile.fund_is_collateral else cash.buffer for _, profile in run.profiles)


def _policy(run: RunResult) -> CashPolicy:
    cash = run.config.cash
    return CashPolicy(cash.sleeve, cash.buffer, cash.band, run.config.hedge.buffer)


def core_sits_in_the_fund(run: RunResult) -> Verdict:
    """Cash, with money on its way, was never more than spare cash and purchases ask for, but for 1 % of equity and what
    is held back; the figure is the mean share in the fund.
    """
    equity, cash, coming, fund = of_equity(run, "equity", "cash", "in_transit", "mmf")
    excess = cash + coming - held_back(run.tables) - allowed(run) - IDLE * np.maximum(equity, 0.0)
    late = (excess > 0.0) & (np.arange(len(equity)) < len(equity) - _raised_for_nothing(run))
    alive = equity > 0.0
    share = float((fund[alive] / equity[alive]).mean()) if alive.any() else 0.0
    return Verdict("core", kept_or_not(late), share, None, *beyond(days_of(run), late, excess))


def allowed(run: RunResult) -> Floats:
    """Cash at each session, (sessions,), account currency: the most that the policy's band allows for what is held now
    or soon or was ordered in vain, what options turn over, and what is taken out.
    """
    equity, initial, held = of_equity(run, "equity", "initial", "overlay_notional")
    asked = _asked_for(run, held) if run.config.kind.is_free else _ordered_in_vain(run)
    unknown = np.isinf(asked)
    refused = np.where(unknown, 0.0, asked)
    initial, notional = initial + refused * _initial_share(initial, held), held + refused
    policy, sold = _policy(run), sold_forward(run.tables)
    planned = np.where(sold > 0.0, sold, run.config.hedge.ratio * np.maximum(equity, 0.0))
    initial = initial + _margin_share(run, sold) * (planned - sold)
    target = by_profile(run, lambda profile: policy.wanted(profile, initial, notional, planned)) + uncounted_in(run)
    around = longest_lag(run) + AHEAD
    most: Floats = (1.0 + run.config.cash.band) * _near(target, around).max(axis=0)
    turned: Floats = _near(_option_money(run) + _taken_out(run), around).sum(axis=0)
    cash: Floats = np.where(_near(unknown, around).any(axis=0), np.inf, most + turned)
    return cash


def _asked_for(run: RunResult, held: Floats) -> Floats:
    """What orders of a strategy of one's own asked for, `asked_for`; infinite too where margin was never held, which
    would say how much of it they want.
    """
    asked = asked_for(run)
    return asked if held.any() else np.where(asked > 0.0, np.inf, 0.0)


def _ready(run: RunResult, most: float) -> Floats:
    """Cash at each session, (sessions,), that lies ready beside the spare cash of what is held, for what orders of a
    strategy of one's own ask for: `most` of its value, and its margin.
    """
    initial, held = of_equity(run, "initial", "overlay_notional")
    if not run.config.kind.is_free:
        return np.zeros(len(held))
    asked: Floats = _near(_asked_for(run, held), longest_lag(run) + AHEAD).max(axis=0)
    return (most + _initial_share(initial, held)) * asked


def _ordered_in_vain(run: RunResult) -> Floats:
    """Value of the futures that orders to buy did not get, by the session on which they ended:
    money was raised for these too.
    """
    orders, equity = run.table("orders"), of_equity(run, "equity")[0]
    unit = np.zeros(len(equity))
    unit[places_of(run, "targets")] = np.nan_to_num(target(run.tables, "contract_ratio"))
    columns = (orders[name].to_pylist() for name in ("contract", "side"))
    bought = [is_future(code) and side == "buy" for code, side in zip(*columns, strict=True)]
    missing = (to_array(orders["requested"]) - to_array(orders["filled"]))[bought]
    ends = np.searchsorted(days_of(run), to_array(orders["finished"])[bought])
    value = np.bincount(ends, missing * (unit * equity)[places_of(run, "orders")[bought]], len(equity))
    return value.astype(np.float64)


def _initial_share(initial: Floats, notional: Floats) -> float:
    """Initial margin at its highest, as a share of the futures; 0 where there were none."""
    held = notional > 0.0
    return float((initial[held] / notional[held]).max(initial=0.0))


def _margin_share(run: RunResult, sold: Floats) -> float:
    """Margin of the currency hedge, as a share of what it sold; 0 where it never sold anything."""
    return float(hedge_margin(run.tables).sum() / sold.sum()) if sold.any() else 0.0


def _raised_for_nothing(run: RunResult) -> int:
    """Sessions at the end on which money lay ready for orders that the end of the data left waiting."""
    waiting = "waiting" in run.table("orders")["status"].to_pylist()
    return longest_lag(run) + AHEAD if waiting or FLOWS in run.tables else 0


def _taken_out(run: RunResult) -> Floats:
    """What was kept ready for withdrawals, by the session on which they fell due, account currency."""
    if FLOWS not in run.tables:
        return np.zeros(run.table("equity").num_rows)
    flows = run.table(FLOWS)
    asked = np.where(is_among(flows["kind"], paid.INWARDS), 0.0, paid.AHEAD * to_array(flows["asked"]))
    return np.bincount(places_of(run, FLOWS), asked, run.table("equity").num_rows).astype(np.float64)


def _near(values: Floats, around: int) -> Floats:
    """Values of the sessions around each, (2 x around + 1, sessions); 0 beyond either end."""
    padded = np.concatenate([np.zeros(around), values, np.zeros(around)])
    return np.stack([padded[place : place + len(values)] for place in range(2 * around + 1)])


def _option_money(run: RunResult) -> Floats:
    """What trades and expiries of options turned over at each session, account currency."""
    fills, days = run.table("fills"), days_of(run)
    scale = [0.0 if is_future(code) else multiplier_of(code) for code in fills["contract"].to_pylist()]
    paid = np.abs(to_array(fills["size"])) * to_array(fills["price"]) * np.array(scale)
    turned = np.bincount(np.searchsorted(days, to_array(fills["date"])), paid, len(days))
    return turned.astype(np.float64)
