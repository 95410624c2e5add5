"""Made-up markets of bond futures: yields that wander, and bills that stand still."""

from random import Random

import numpy as np

from data.base.days import Day
from data.contracts.calendars import exchange
from data.contracts.contracts import future_spec
from data.intake.bond_yields import bond_of
from data.market.market import Market
from data.pricing.bonds import deliverable_price, income
from data.sessions.market_table import market_table


def bond_market(root: str, first: Day, last: Day, *, seed: int, start: float, move: float, bill: float) -> Market:
    """The market of a bond future between two days: yields begin at `start` and move by so much a session, annual
    decimals, never below -0.5 %.
    """
    bond, calendar, chance = bond_of(root), exchange(future_spec(root).calendar), Random(seed)  # noqa: S311
    days, told = calendar.between(first, last), [start]
    while len(told) < len(days):
        told.append(max(told[-1] + chance.gauss(0.0, move), -0.005))
    close = np.array([deliverable_price(bond.deliverable, one) for one in told])
    still, flags = np.full(len(days), bill), np.zeros(len(days), dtype=bool)
    columns = {
        "date": np.array(days), "open": np.concatenate([close[:1], close[:-1]]), "high": close, "low": close,
        "close": close, "open_is_real": flags, "dividend_yield": np.array([income(one) for one in told]),
        "dividend_derived": flags, "bill_yield": still, "bill_carried": flags,
        "bill_yield_1m": np.full(len(days), np.nan), "vix": np.full(len(days), 7.0), "vix_modelled": ~flags,
        "usdjpy": np.full(len(days), np.nan), "jpy_rate": np.full(len(days), np.nan),
    }  # fmt: skip
    return Market(market_table(columns), calendar, index=bond.index)
