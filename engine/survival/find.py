"""Searches the largest overlay, the smallest buffer, or the largest withdrawal that is safe."""

from collections.abc import Callable
from decimal import Decimal

from data.base.errors import ConfigError
from engine.assembly.flow_terms import MONTHS
from engine.settings.grid import Cell, varied
from engine.survival.tables import overlay_setting

STEPS = {"overlay.ratio": Decimal("0.01"), "options.budget": Decimal("0.001"), "cash.buffer": Decimal("0.01")}
"""Steps in which each setting is searched."""
MOST = {"overlay.ratio": 20, "options.budget": 1, "cash.buffer": 1}
"""Values beyond which no plan goes."""
SHARE, SHARES = Decimal("0.001"), 200
"""Step in which yearly withdrawals are searched, a share of opening capital, and how many."""


def leading(count: int, holds: Callable[[int], bool]) -> int:
    """How many places, from 0 up to `count`, hold, where those that do come first: asked in a few of them.

    >>> leading(100, lambda place: place < 42)
    42
    """
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            low = middle + 1
        else:
            high = middle
    return low


def candidates(own: Cell, what: str, opening: float) -> list[str]:
    """The values, `key=value`, among which one of `FOUND` is searched, the safest first: all steps that the plan's own
    limits allow; `opening` is the opening capital in the currency of its payments. Raises `ConfigError` where the plan
    has nothing of the kind.
    """
    if what == "withdrawal":
        return _withdrawals(own, opening)
    setting = overlay_setting(own) if what == "overlay" else "cash.buffer"
    if not setting or not own.config.reads(setting):
        raise ConfigError(f"--find {what}: pattern {own.config.kind.name} has none")
    step, most = STEPS[setting], int(MOST[setting] / STEPS[setting])
    places = range(1, most + 1) if what == "overlay" else range(most, -1, -1)
    texts = [f"{setting}={place * step}" for place in places]
    if what == "overlay":
        texts = texts[: leading(len(texts), lambda place: _is_allowed(own, texts[place]))]
    return texts


def yearly(place: int) -> float:
    """The yearly withdrawal of a candidate by its place, a share of the opening capital."""
    return float((place + 1) * SHARE)


def _withdrawals(own: Cell, opening: float) -> list[str]:
    flows = own.config.flows
    if flows.withdraw_share:
        raise ConfigError(
            f"--find withdrawal: flows.withdraw_share = {flows.withdraw_share:g} is a share of what is there, and "
            "never too much; leave it out"
        )
    each = opening * MONTHS[flows.every] / 12.0
    return [f"flows.withdraw={yearly(place) * each:.2f}" for place in range(SHARES)]


def probe(own: Cell, text: str) -> Cell:
    """The plan with one of its candidates."""
    return varied(own.config, [text])[0]


def _is_allowed(own: Cell, text: str) -> bool:
    try:
        probe(own, text)
    except ConfigError:
        return False
    return True
