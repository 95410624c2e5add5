"""Random orders for two expiries of a future at once, and their bars: what a session of the index makes of them."""

from collections.abc import Sequence
from datetime import date
from random import Random

from data.base.days import Day, date_of, day_of
from data.contracts.calendars import expiry
from data.contracts.contracts import FutureContract, future_spec
from data.curves.futures_curve import FuturesCurve
from data.market.embedded import embedded_market
from data.market.market import Market
from validation.order_scripts import Bar, Script, Sent, written

SESSIONS = 40
REAL_OPENS, SINCE_ES = (2007, 2020), (1998, 2024)
"""Years of which every open is a real one, and of the E-mini."""
WAITING = {"limit", "stop", "stop_limit", "stop_trail", "stop_trail_limit"}


def both_contracts(seed: int, fill_at: str) -> tuple[Script, Sequence[FutureContract]]:
    """Orders for two contracts, some of them in groups of which one fills whichever it is for, and the contracts."""
    years = REAL_OPENS if fill_at == "open" else SINCE_ES
    dice, market = Random(seed), embedded_market()  # noqa: S311  (orders are drawn, not keys)
    first, end = (market.row_from(day_of(date(year, 1, 1))) for year in years)
    first = dice.randrange(first, end - SESSIONS)
    rows = range(first, first + SESSIONS)
    contracts = _contracts(market, market.days[rows[-1]])
    curve = FuturesCurve(market, "flat")
    bars = [[_bar(market, curve, contract, row) for row in rows] for contract in contracts]
    days = market.days[first : first + SESSIONS]
    scripts = [written(seed, dice, days, one) for one in bars]
    return _together(dice, scripts), contracts


def _contracts(market: Market, last: Day) -> list[FutureContract]:
    """The next two expiries after a day."""
    year = date_of(last).year
    ends = [expiry(each, month, market.calendar) for each in (year, year + 1) for month in (3, 6, 9, 12)]
    return [FutureContract(future_spec("ES"), end) for end in ends if end > last][:2]


def _bar(market: Market, curve: FuturesCurve, contract: FutureContract, row: int) -> Bar:
    """The bar of a contract: the index's high and low in the proportion of its close, around its open and close."""
    is_real = market.values("open_is_real")[row]
    opened, close = curve.open_price(contract, row), curve.price(contract, row)
    share = close / market.values("close")[row]
    high, low = share * market.values("high")[row], share * market.values("low")[row]
    high, low = max(high, close), min(low, close)
    if not is_real:
        return max(low, min(high, opened)), high, low, close
    return opened, max(high, opened), min(low, opened), close


def _together(dice: Random, scripts: Sequence[Script]) -> Script:
    """The scripts of several contracts as one, with new numbers in the order in which orders are sent."""
    ours = sorted(
        ((one.session, contract, one.number) for contract, script in enumerate(scripts) for one in script.orders)
    )
    number = {(contract, old): new for new, (_, contract, old) in enumerate(ours, 1)}
    sent = [_renumbered(scripts[contract].orders[old - 1], contract, number) for _, contract, old in ours]
    of = [contract for _, contract, _ in ours]
    taken = [(at, number[contract, old]) for contract, script in enumerate(scripts) for at, old in script.cancels]
    first, other = scripts[0], [script.bars for script in scripts[1:]]
    orders = _coupled(dice, sent, of)
    return first._replace(orders=orders, cancels=sorted(taken), others=other, of=of)


def _renumbered(one: Sent, contract: int, number: dict[tuple[int, int], int]) -> Sent:
    oco, parent = (number.get((contract, old), 0) for old in (one.oco, one.parent))
    return one._replace(number=number[contract, one.number], oco=oco, parent=parent)


def _coupled(dice: Random, orders: Sequence[Sent], of: Sequence[int]) -> list[Sent]:
    """Some orders that wait put into a group with one for the other contract, sent the same evening."""
    heads = {one.oco for one in orders}
    alone = [one for one in orders if one.kind in WAITING and one.transmit and not (one.oco or one.parent)]
    groups: dict[int, int] = {}
    for one, other in ((one, other) for one in alone for other in alone):
        apart = of[one.number - 1] < of[other.number - 1] and one.session == other.session
        if apart and not {one.number, other.number} & {*groups, *groups.values(), *heads} and dice.random() < 0.7:
            groups[max(one.number, other.number)] = min(one.number, other.number)
    return [one._replace(oco=groups.get(one.number, one.oco)) for one in orders]
