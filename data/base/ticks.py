"""The smallest step of a price where it depends on the price."""


def tick_at(tick: float, tick_above: float, changes_at: float, price: float) -> float:
    """Smallest step at a price: `tick` below `changes_at`, `tick_above` from there on; all in one unit."""
    return tick if price < changes_at else tick_above
