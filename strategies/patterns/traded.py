"""What each pattern trades, and on which dates of the month: every check of contracts and dates asks here."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Dates = Literal["premium", "insurance"]
"""Fixed dates besides the rolls of futures: options bought for their premium, and puts that stand beside futures."""


class Pattern(NamedTuple):
    """The names of the settings that say which contracts are traded, as the settings themselves have it,
    and the fixed `dates`.
    """

    contracts: Callable[[Any], tuple[str, ...]]
    dates: tuple[Dates, ...]


def _always(*names: str) -> Callable[[Any], tuple[str, ...]]:
    return lambda _settings: names


def _risk_asset(settings: Any) -> tuple[str, ...]:
    return ("cash_ratio.fund",) if settings.cash_ratio.asset == "fund" else ("overlay.contract",)


TRADED: dict[str, Pattern] = {
    "core": Pattern(_always(), ()),
    "A": Pattern(_always("overlay.contract"), ()),
    "B": Pattern(_always("options.contract"), ("premium",)),
    "C": Pattern(_always("overlay.contract", "insurance.contract"), ("insurance",)),
    "fx": Pattern(_always("fx.contract"), ()),
    "fx_trades": Pattern(_always("fx.contract"), ()),
    "cash": Pattern(_risk_asset, ()),
}
"""By name; a pattern that does not stand here is not run."""
