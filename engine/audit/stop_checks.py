"""Whether the monthly stop closed the overlay, and what the months that it stopped had lost in the end."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array
from data.base.day_arrays import months_of
from data.base.days import iso
from engine.analysis.unit_value import net_flows
from engine.audit.held import days_of, of_equity, places_of, share
from engine.audit.verdicts import Verdict, beyond, kept_or_not, not_part
from engine.results.run import RunResult
from strategies.rules.loss_stop import NO_STOP, LossStop

DUST = 1e-9
"""Share of equity that is rounding."""
APART = 3
"""Version of the settings since which the stop leaves the result of a currency hedge out."""
HEDGE = ("hedge_price", "hedge_carry", "fx_translation")
"""What a currency hedge gains, and the currency of a core in another one: no loss of the month is counted from it."""


class Stopped(NamedTuple):
    """A month whose loss reached the limit: its name ("2008-10"), its rows of `equity` (that of the loss, the first of
    the next month), its return in the end and the lowest that it stood at, a loss negative.
    """

    month: str
    lost: int
    end: int
    total: float
    lowest: float


def overlay_was_stopped(run: RunResult) -> Verdict:
    """From the session after a month's loss had reached the limit until the month ended, no overlay was held; `numbers`
    are the returns of those months, `shown` the lowest that each stood at.
    """
    loss = run.config.stops.loss
    return not_part("stop") if loss == NO_STOP else stopped_by(run, loss, "stop")


def stopped_by(run: RunResult, loss: LossStop, check: str) -> Verdict:
    """The same of any limit, as the verdict of a check."""
    stops = stopped_months(run, loss)
    equity, notional, options, shares = of_equity(run, "equity", "overlay_notional", "option_value", "share_value")
    days, stood = days_of(run), share(np.maximum(notional, np.abs(options)) + np.abs(shares), equity)
    held = stood > DUST
    wrong = np.zeros(len(days), dtype=np.bool_)
    for stop in stops:
        wrong[stop.lost + 1 : stop.end] = held[stop.lost + 1 : stop.end]
    months = {stop.month: stop.total for stop in stops}
    worst, limit = min(months.values(), default=None), -loss.limit if loss.limit else None
    found = Verdict(check, kept_or_not(wrong), worst, limit, *beyond(days, wrong, stood), numbers=months)
    return found._replace(shown={stop.month: stop.lowest for stop in stops} | {"amount": loss.amount})


def stopped_months(run: RunResult, loss: LossStop | None = None) -> list[Stopped]:
    """The months whose loss, without the result of a currency hedge and money that flowed, reached the limit or the
    amount (those of the config where none is given); none without a stop.
    """
    loss, days = loss or run.config.stops.loss, days_of(run)
    if loss == NO_STOP:
        return []
    months = months_of(days)
    begins = np.flatnonzero(np.diff(months, prepend=months[0] - 1))
    ends = np.append(begins[1:], len(months))
    start = np.repeat(np.maximum(begins - 1, 0), ends - begins)
    (equity,), gained = of_equity(run, "equity"), hedge_gains(run) + np.cumsum(net_flows(run.tables))
    left = equity - (gained - gained[start])
    known = equity[start] > 0.0
    returns = np.full(len(days), np.nan)
    np.divide(left, equity[start], out=returns, where=known)
    returns -= 1.0
    reached = (loss.limit > 0.0) & (returns <= -loss.limit)
    if loss.amount:
        reached |= known & ((equity[start] - left) * _rates(run) >= loss.amount)
    lost = np.flatnonzero(reached)
    of_month, first = np.unique(np.searchsorted(begins, lost, side="right") - 1, return_index=True)
    return [
        Stopped(
            iso(int(days[begins[month]]))[:7],
            int(at),
            int(ends[month]),
            float(returns[ends[month] - 1]),
            float(returns[at : ends[month]].min()),
        )
        for month, at in zip(of_month.tolist(), lost[first].tolist(), strict=True)
    ]


def _rates(run: RunResult) -> Floats:
    """Units of the amount's currency for one of the account's by session, (n,)."""
    (equity,) = of_equity(run, "equity")
    if not run.config.stops_in_yen:
        return np.ones(len(equity))
    rates: Floats = np.full(len(equity), np.nan)
    np.divide(to_array(run.table("investor_equity")["equity"]), equity, out=rates, where=equity != 0.0)
    return rates


def hedge_gains(run: RunResult) -> Floats:
    """What the currency hedge had gained by each session, (n,), account currency, a loss negative; nothing in runs of
    the time when the stop counted it as a loss like others.
    """
    if run.manifest.get("settings_version", 1) < APART:
        return np.zeros(run.table("equity").num_rows)
    table = run.table("attribution")
    chosen = is_among(table["category"], HEDGE)
    amounts, places = to_array(table["amount"])[chosen], places_of(run, "attribution")[chosen]
    gains: Floats = np.cumsum(np.bincount(places, amounts, run.table("equity").num_rows))
    return gains
