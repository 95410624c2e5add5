"""The patterns by name."""

from strategies.base import OverlayStrategy
from strategies.cash_only import CashOnly
from strategies.cash_ratio import CashRatio
from strategies.futures_overlay import FuturesOverlay
from strategies.fx_carry import FxCarry
from strategies.fx_trades import FxTrades
from strategies.insured_futures import InsuredFutures
from strategies.option_overlay import OptionOverlay

PATTERNS: dict[str, type[OverlayStrategy]] = {
    "core": CashOnly,
    "A": FuturesOverlay,
    "B": OptionOverlay,
    "C": InsuredFutures,
    "fx": FxCarry,
    "fx_trades": FxTrades,
    "cash": CashRatio,
}
