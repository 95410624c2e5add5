"""The patterns by name."""

from strategies.base import OverlayStrategy
from strategies.cash_only import CashOnly
from strategies.futures_overlay import FuturesOverlay

PATTERNS: dict[str, type[OverlayStrategy]] = {"core": CashOnly, "A": FuturesOverlay}
