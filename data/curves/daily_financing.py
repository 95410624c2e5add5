"""What holding a contract at the price of the index itself costs from day to day, where no basis pays it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from data.curves.futures_curve import FuturesCurve
from data.facts import facts
from data.market.market import Market
from data.pricing.financing import Financing

TABLE = "financing"


Financed = Callable[[int], Financing]
"""By row of a market: what holds from that session's close to the next."""


def at_bills(market: Market, curve: FuturesCurve, family: str) -> Financed:
    """Both sides at the bill yield and the financing spread of a family of futures, all dividends passed on. Raises
    `MissingFact` where the series has none for the family.
    """
    return partial(_at_bills, market, curve, family)


def _at_bills(market: Market, curve: FuturesCurve, family: str, row: int) -> Financing:
    dividends = market.values("dividend_yield")[row]
    rate = market.values("bill_yield")[row] + curve.spread(family, market.days[row])
    return Financing(rate, rate, dividends, dividends)


def by_the_day(market: Market, curve: FuturesCurve, family: str) -> Financed:
    """As the table `financing` says of a family.

    A broker adds its spread to the bill yield of who bought and takes it from that of who sold; where the table has a
    `rate`, it is that on the value at opening, and who sold pays `lending`. A `futures.financing` that is a number is
    the spread of either. Raises `MissingFact` for a family that it does not know.
    """
    table = facts(TABLE)
    paths = {name: table.path(f"{family}.{name}", market.days) for name in table.group(family)}
    return partial(_by_the_day, market, curve, family, paths)


def _by_the_day(
    market: Market, curve: FuturesCurve, family: str, paths: Mapping[str, Sequence[float]], row: int
) -> Financing:
    spread, lent = curve.spread(family, market.days[row]), "rate" in paths
    bills, dividends = market.values("bill_yield")[row], market.values("dividend_yield")[row]
    bought = paths["rate"][row] if lent and not curve.is_number else bills + spread
    sold = -paths["lending"][row] if lent else bills - spread
    own = dividends - paths["expense"][row]
    return Financing(bought, sold, own * paths["received"][row], own * paths["paid"][row], lent)
