"""What the patterns are called; the classes behind the names stand in `strategies.patterns.catalogue`."""

OVERLAYS = ("core", "A", "B", "C")
"""Patterns on a fund in which capital is kept as collateral."""
FX_PATTERNS = ("fx", "fx_trades")
"""Patterns at a retail FX broker, in yen."""
PATTERN_NAMES = (*OVERLAYS, *FX_PATTERNS, "cash")
