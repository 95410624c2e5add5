"""What a run held, session by session, as its own tables tell it; arrays are over the sessions of `equity`, (n,)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes
from data.contracts.contracts import is_future, is_option, multiplier_of, option_contract
from data.contracts.fx_contracts import fx_roots
from engine.account.profiles import AccountProfile
from engine.account.written import MarginShares, OptionLeg, leg_of, written_margin
from engine.analysis import exposure
from engine.analysis.meant_for import meant_for
from engine.analysis.of_futures import asked_of_opening, margin_of_futures, uncounted
from engine.analysis.sides import net_short
from engine.audit.verdicts import Days, Flags
from engine.results.run import RunResult
from strategies.events.purposes import Purpose


def days_of(run: RunResult) -> Days:
    """The sessions of a run, as day numbers."""
    days: Days = to_array(run.table("equity")["date"])
    return days


def of_equity(run: RunResult, *names: str) -> list[Floats]:
    """Columns of the account by session, in the units of their schema."""
    return [to_array(run.table("equity")[name]) for name in names]


def by_profile(run: RunResult, told: Callable[[AccountProfile], Floats | float]) -> Floats:
    """What each profile of a run says of its sessions, (n,): `told` gives a number or an array of that length."""
    days, path = days_of(run), run.profiles
    values = np.empty(len(days))
    for since, profile in path:
        values = np.where(days >= since, told(profile), values)
    return values


def uncounted_in(run: RunResult) -> Floats:
    """What positions had gained that was no collateral, at each session; see `engine.analysis.of_futures.uncounted`."""
    return by_profile(run, lambda profile: uncounted(run.tables, profile.fund_haircut))


def longest_lag(run: RunResult) -> int:
    """Sessions that a redemption takes at most."""
    return max(run.config.fund.event_lag, *(profile.redemption_lag for _, profile in run.profiles))


def share(amount: Floats, equity: Floats) -> Floats:
    """An amount as a share of equity; infinite where there is an amount (> 0) and no equity."""
    alive = equity > 0.0
    gone = np.where(amount > 0.0, np.inf, 0.0)
    return np.where(alive, amount / np.where(alive, equity, 1.0), gone)


def exposures(run: RunResult) -> Floats:
    """Total exposure, a multiple of equity, options by delta; infinite where a position stood on no equity."""
    notional, delta, equity = of_equity(run, "overlay_notional", "overlay_delta", "equity")
    return 1.0 + share(np.maximum(notional, np.abs(delta)), equity)


def tolerable_falls(run: RunResult) -> Floats:
    """Fall (of what is sold: rise) of the index that would have brought a call; see
    `engine.analysis.exposure.tolerable_falls`.
    """
    fixed = asked_of_opening(run.tables) is not None
    return exposure.tolerable_falls(*margin_of_futures(run.tables), net_short(run.tables), fixed=fixed)


def writes_at_risk(run: RunResult) -> bool:
    """Whether options were written that bought ones did not cover without a loss, on any session."""
    return bool(written_at_risk(run).any())


def written_at_risk(run: RunResult) -> Flags:
    """The sessions, (n,), at whose close that was so."""
    positions = run.table("positions")
    sizes, days = to_array(positions["size"]), to_array(positions["date"])
    legs: dict[int, list[OptionLeg]] = {}
    for row in np.flatnonzero(np.isin(days, days[sizes < 0])).tolist():
        if is_option(code := positions["contract"][row].as_py()):
            legs.setdefault(int(days[row]), []).append(leg_of(option_contract(code), 1.0, int(sizes[row]), 0.0))
    # at these shares, what is not covered without a loss asks for something, and nothing else does
    at_risk = [day for day, held in legs.items() if written_margin(held, MarginShares(0.0, 1.0)) > 0.0]
    return np.isin(days_of(run), at_risk)


def places_of(run: RunResult, table: str) -> NDArray[np.int64]:
    """The session, as a row of `equity`, of each row of a table, (rows,)."""
    return np.searchsorted(days_of(run), to_array(run.table(table)["date"]))


def futures_held(run: RunResult) -> Floats:
    """Contracts of futures (or of dollars on margin) held, long and short added up by size."""
    chosen = _futures(run, "positions")
    sizes = np.abs(to_array(run.table("positions")["size"])[chosen])
    held: Floats = np.bincount(places_of(run, "positions")[chosen], sizes, run.table("equity").num_rows).astype(
        np.float64
    )
    return held


def futures_filled(run: RunResult, *purposes: Purpose) -> Flags:
    """Whether an order for futures was filled, for one of some purposes."""
    return _filled(run, _futures(run, "fills") & meant_for(run.table("fills"), *purposes))


def futures_resized(run: RunResult) -> Flags:
    """Whether orders changed the number of futures held: more than a roll into as many, a
    settlement or a closing by the broker.
    """
    fills, places = run.table("fills"), places_of(run, "fills")
    chosen = _futures(run, "fills") & ~meant_for(fills, Purpose.EXPIRY, Purpose.LIQUIDATION)
    sizes = to_array(fills["size"])[chosen]
    resized: Flags = np.bincount(places[chosen], sizes, run.table("equity").num_rows) != 0.0
    return resized


def futures_added(run: RunResult) -> Flags:
    """Whether an order made the number of futures larger; a roll into more is left out."""
    more: Flags = np.diff(futures_held(run), prepend=0.0) > 0.0
    return more & futures_filled(run, Purpose.TRADE, Purpose.CAP)


def at_the_fill(run: RunResult) -> tuple[Floats, Floats]:
    """(notional, equity), account currency, with the futures traded in a session at the middle price of their fill,
    which is their mark where orders fill at the close.
    """
    notional, equity = (values.copy() for values in of_equity(run, "overlay_notional", "equity"))
    if run.config.execution.fill_at == "close":
        return notional, equity
    fills, positions = run.table("fills"), run.table("positions")
    keys = zip(places_of(run, "positions").tolist(), positions["contract"].to_pylist(), strict=True)
    held = dict(
        zip(
            keys,
            zip(to_array(positions["size"]).tolist(), to_array(positions["mark"]).tolist(), strict=True),
            strict=True,
        )
    )
    chosen = _futures(run, "fills") & ~meant_for(fills, Purpose.EXPIRY, Purpose.LIQUIDATION)
    names, places = fills["contract"].to_pylist(), places_of(run, "fills")
    price, spread, traded = (to_array(fills[name]) for name in ("price", "half_spread", "size"))
    for row in np.flatnonzero(chosen).tolist():
        # taken out, so that a contract filled twice in a session is moved once
        size, mark = held.pop((int(places[row]), names[row]), (0, 0.0))
        apart = (price[row] - np.sign(traded[row]) * spread[row] - mark) * multiplier_of(names[row]) if size else 0.0
        notional[places[row]] += abs(size) * apart
        equity[places[row]] += size * apart
    return notional, equity


def options_filled(run: RunResult) -> Flags:
    """Whether an order for options was filled: they did not only expire."""
    return _filled(run, ~_futures(run, "fills") & ~meant_for(run.table("fills"), Purpose.EXPIRY, Purpose.LIQUIDATION))


def _filled(run: RunResult, chosen: Flags) -> Flags:
    return np.isin(days_of(run), to_array(run.table("fills")["date"])[chosen])


def _futures(run: RunResult, table: str) -> Flags:
    """Whether each row of a table is of a future, or of dollars on margin."""
    codes, names = to_codes(run.table(table)["contract"])
    return np.array([is_future(name) or name in fx_roots() for name in names], dtype=np.bool_)[codes]
