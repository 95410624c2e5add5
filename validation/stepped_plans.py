"""Plans that are followed session by session, and the markets they are followed on."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from data.base.days import Day, day_of
from data.contracts.calendars import exchange
from data.market.embedded import embedded_market
from data.market.market import Market
from data.synthetic.generator import Setting, Span, shaped_market, span
from engine import RunConfig, load_config

OWN: Final = f"{Path(__file__).parent / 'own' / 'stopped.py'}:Stopped"
"""A strategy with a stop that lies in the market from the moment it buys."""
PLANS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "A": ("pattern=A",),
    "B": ("pattern=B",),
    "C": ("pattern=C",),
    "cash": ("pattern=cash",),
    "fx_trades": ("pattern=fx_trades",),
    "fx_range": ("pattern=fx_range",),
    "hedge": ("pattern=hedge", "short.when=downtrend"),
    "own, with stops": ("pattern=own", f"own.strategy='{OWN}'"),
    "A, a Tokyo account": ("pattern=A", "account.profile=jp_retail_futures"),
    "A, yen half hedged and taxed": (
        "pattern=A", "investor.currency=JPY", "hedge.ratio=0.5", "tax.regime=japan", "overlay.ratio=0.3",
    ),
    "A, Nikkei futures in Osaka": (
        "pattern=A", "capital.currency=JPY", "capital.initial=30000000", "overlay.contract=NK225MC",
        "account.profile=jp_retail_futures", "margin.source=model",
    ),
})  # fmt: skip
"""By name: settings."""
AT_OSAKA: Final = frozenset({"A, Nikkei futures in Osaka"})
"""Those that are followed on sessions in Tokyo."""


def config_of(plan: str, *settings: str) -> RunConfig:
    """Settings of a plan, and others."""
    return load_config(None, (*PLANS[plan], *settings))


def market_of(plan: str) -> Market:
    """The market that comes with the program; for Tokyo one with its sessions, and chance for prices."""
    return tokyo() if plan in AT_OSAKA else embedded_market()


@cache
def tokyo() -> Market:
    """Sessions in Tokyo from 2018 to 2020, calm until February 2020 and then not, by chance."""
    over: Span = span(date(2018, 1, 4), 3.0, exchange("XTKS"))
    days = np.array([int(day) for day in over.days])
    rough = (days > day("2020-02-20")) & (days < day("2020-05-01"))
    steps = np.random.default_rng(27).standard_normal(len(days)) * np.where(rough, 0.03, 0.008) - rough * 0.002
    return shaped_market(over, np.exp(np.cumsum(steps)), Setting(level=22_000.0, index_name="N225"))


def day(text: str) -> Day:
    """A day as ISO has it."""
    return day_of(date.fromisoformat(text))


def sessions(market: Market, first: str, last: str) -> list[Day]:
    """The sessions of a market from one day to another, both included."""
    return [one for one in market.days if day(first) <= one <= day(last)]
