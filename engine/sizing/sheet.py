"""What all sheets have in common: names with numbers, and the usual values taken where nothing is said."""

from data.facts import facts

Sheet = dict[str, float | None]
"""Names and numbers (yes and no among them); None where there is none to name."""


def usual(name: str) -> float:
    """A usual value of `data/facts/sizing.csv`, such as `risk.normal`: what is taken where nothing is said."""
    return facts("sizing").latest(name).value or 0.0


def of_all(lost: float, capital: float, others: float) -> Sheet:
    """A loss of an account as a share of everything that is owned, all in one currency; nothing where it is all there
    is.
    """
    return {"other_assets": others, "loss_of_all": lost / (capital + others)} if others else {}
