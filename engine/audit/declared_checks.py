"""Whether a strategy of one's own kept to what its class declares, by the tables of its run."""

from collections.abc import Callable
from functools import partial

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.contracts.contracts import root_of
from engine.analysis.closed_trades import closed_trades
from engine.audit.exposure_checks import NEAR, held_within
from engine.audit.held import days_of, of_equity, places_of
from engine.audit.protected import unprotected
from engine.audit.stop_checks import stopped_by
from engine.audit.verdicts import Flags, Verdict, beyond, kept_or_not
from engine.results.run import RunResult
from strategies.rules.loss_stop import LossStop

Judge = Callable[[RunResult], Verdict]


def judge_of(name: str, limit: object) -> Judge:
    """Who judges what is declared, by its name and limit."""
    return partial(_JUDGES[name], limit=limit)


def _exposed(run: RunResult, limit: float) -> Verdict:
    """Total exposure at every fill and close."""
    return held_within(run, limit, "declared_max_total_exposure", trimmed=True)


def _traded(run: RunResult, limit: tuple[str, ...]) -> Verdict:
    """The contracts of all fills; the figure is how many were of others."""
    fills, places = run.table("fills"), places_of(run, "fills")
    others = np.array([root_of(code) not in limit for code in fills["contract"].to_pylist()], dtype=np.bool_)
    wrong = np.bincount(places[others], minlength=run.table("equity").num_rows) > 0
    found = beyond(days_of(run), wrong)
    return Verdict("declared_contracts", kept_or_not(wrong), float(others.sum()), 0.0, *found, table="fills")


def _most(run: RunResult, limit: int) -> Verdict:
    """Contracts and shares held at every close."""
    held = _by_session(run, np.abs(to_array(run.table("positions")["size"])))
    return _at_most(run, "declared_max_contracts", held, float(limit))


def _long(run: RunResult, limit: bool) -> Verdict:  # noqa: ARG001, FBT001  (declared or not)
    """What was sold short at a close; the figure is the most."""
    sold = _by_session(run, np.maximum(-to_array(run.table("positions")["size"]), 0))
    return _at_most(run, "declared_long_only", sold, 0.0)


def _at_most(run: RunResult, check: str, held: Floats, limit: float) -> Verdict:
    above = held > limit
    found = beyond(days_of(run), above, held)
    return Verdict(check, kept_or_not(above), float(held.max()), limit, *found, table="positions")


def _by_session(run: RunResult, sizes: Floats) -> Floats:
    places = places_of(run, "positions")
    return np.bincount(places, sizes, run.table("equity").num_rows).astype(np.float64)


def _lost(run: RunResult, limit: float) -> Verdict:
    """The largest loss of a closed trade, a share of equity on the evening before it."""
    (equity,), days = of_equity(run, "equity"), days_of(run)
    lost = np.zeros(len(days))
    trades = list(closed_trades(run.table("fills")))
    for trade in trades:
        opened, closed = np.searchsorted(days, [trade.opened, trade.closed]).tolist()
        before = max(equity[max(opened - 1, 0)], 1.0)
        lost[closed] = max(lost[closed], -trade.gain / before)
    above = lost > limit + NEAR
    numbers = {"trades": float(len(trades))}
    return Verdict(
        "declared_largest_loss", kept_or_not(above), float(lost.max()), limit, *beyond(days, above, lost),
        table="fills", numbers=numbers,
    )  # fmt: skip


def _stopped(run: RunResult, limit: float) -> Verdict:
    """Nothing held from the session after a month's loss to its end."""
    return stopped_by(run, LossStop(limit), "declared_monthly_loss")


def _held(run: RunResult, limit: int) -> Verdict:
    """The most closes in a row at which something was held."""
    held = _by_session(run, np.abs(to_array(run.table("positions")["size"]))) > 0.0
    row = _in_a_row(held)
    above = row > limit
    longest = float(row.max(initial=0))
    found = beyond(days_of(run), above, row)
    return Verdict("declared_holding_sessions", kept_or_not(above), longest, float(limit), *found, table="positions")


def _in_a_row(flags: Flags) -> Floats:
    """How many flags are up in a row, this one included."""
    places = np.arange(len(flags))
    down = np.maximum.accumulate(np.where(flags, -1, places))
    row: Floats = (places - down).astype(np.float64)
    return row


def _protected(run: RunResult, limit: float) -> Verdict:
    """A stop in the market for all of a position, near enough, on every evening on which one is held that is not given
    up; the figure is the largest loss by price of a closed trade.
    """
    bare = unprotected(run, limit)
    worst = -min((trade.move for trade in closed_trades(run.table("fills"))), default=0.0)
    found = beyond(days_of(run), bare)
    return Verdict(
        "declared_stop_loss", kept_or_not(bare), max(worst, 0.0), limit, *found, table="positions",
        numbers={"evenings": float(found.sessions)},
    )  # fmt: skip


_JUDGES: dict[str, Callable[..., Verdict]] = {
    "max_total_exposure": _exposed,
    "contracts": _traded,
    "max_contracts": _most,
    "long_only": _long,
    "stop_loss": _protected,
    "largest_loss": _lost,
    "monthly_loss": _stopped,
    "holding_sessions": _held,
}
