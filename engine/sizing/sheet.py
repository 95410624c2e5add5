"""What all sheets have in common: names with numbers, and the usual values taken where nothing is said."""

from data.facts import facts

Sheet = dict[str, float | None]
"""Names and numbers (yes and no among them); None where there is none to name."""


def usual(name: str) -> float:
    """A usual value of `data/facts/sizing.csv`, such as `risk.normal`: what is taken where nothing is said."""
    return facts("sizing").latest(name).value or 0.0
