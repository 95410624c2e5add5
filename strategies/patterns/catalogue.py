"""The patterns by name."""

from strategies.base.strategy import OverlayStrategy
from strategies.cash.cash_ratio import CashRatio
from strategies.fx.fx_carry import FxCarry
from strategies.fx.fx_trades import FxTrades
from strategies.overlay.cash_only import CashOnly
from strategies.overlay.futures_overlay import FuturesOverlay
from strategies.overlay.insured_futures import InsuredFutures
from strategies.overlay.option_overlay import OptionOverlay

PATTERNS: dict[str, type[OverlayStrategy]] = {
    "core": CashOnly,
    "A": FuturesOverlay,
    "B": OptionOverlay,
    "C": InsuredFutures,
    "fx": FxCarry,
    "fx_trades": FxTrades,
    "cash": CashRatio,
}
