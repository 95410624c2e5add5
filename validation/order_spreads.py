"""Settings of an account whose trades cost something, and the same for the model of orders."""

from itertools import product

from data.market.embedded import embedded_market
from validation.order_backtrader import MULTIPLIER
from validation.order_scripts import Script
from validation.order_states import Terms

TERMS = tuple(product(("open", "close"), ("worst", "high_first", "low_first")))
"""Prices of fills and paths through a bar."""
CALM, STRESSED, FROM, COMMISSION = 0.25, 0.75, 20.0, 2.0


def spreads(of: Script, fill_at: str, intrabar: str) -> tuple[list[str], Terms]:
    """Settings, and terms that say the same: within a session spreads are those of the evening before."""
    market = embedded_market()
    rows, vix = [market.row_from(day) for day in of.days], market.values("vix")
    before, today = ([STRESSED if vix[row - ago] > FROM else CALM for row in rows] for ago in (1, 0))
    settings = [
        f"execution.fill_at={fill_at}", f"execution.intrabar={intrabar}", f"costs.half_spread={CALM}",
        f"costs.stress_half_spread={STRESSED}", f"costs.stress_vix={FROM}", f"costs.commission={COMMISSION}",
        f"costs.roll_half_spread={CALM}",
    ]  # fmt: skip
    return settings, Terms(fill_at, intrabar, before, today, COMMISSION, [MULTIPLIER] * (1 + len(of.others)))
