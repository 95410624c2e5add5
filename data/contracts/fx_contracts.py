"""Margin contracts in foreign exchange: a currency against yen, held on margin at a retail broker."""

from dataclasses import dataclass
from math import floor
from typing import Final, NamedTuple

from data.base.days import Day
from data.base.errors import ConfigError
from data.base.meant import hint
from data.contracts.perpetuals import Perpetual
from data.facts import facts
from data.facts.kept import kept

PAIR: Final = "USDJPY"
"""The index where no other pair is named: yen per dollar."""
LOT: Final = "USDJPY10K"
"""10,000 dollars, the full size, as that of every pair is 10,000 of its base currency: swap points and requirements in
yen are quoted for it.
"""


@dataclass(frozen=True, slots=True)
class FxSpec:
    """Terms of a margin contract in a pair against yen.

    `multiplier` is units of the base currency, that is yen per yen of the pair; the tick is in yen per unit; `listed`
    is when such trading began. `family` is the root of the full-size contract, and `margin_share` this contract's part
    of it.
    """

    root: str
    multiplier: float
    tick: float
    currency: str
    listed: Day
    family: str
    margin_share: float

    @property
    def index(self) -> str:
        """The pair, `USDJPY`: its price is in yen per unit of the base currency."""
        return self.family[: len(PAIR)]

    @property
    def calendar(self) -> str:
        """Any: it is dealt on the sessions of every market."""
        return ""

    @property
    def cost_root(self) -> str:
        """Name of its commission in the table `costs`."""
        return self.root


class FxContract(Perpetual[FxSpec]):
    """A position in a currency on margin: carried on from day to day, never rolled, never expiring."""


class FxRequirement(NamedTuple):
    """What a broker asks to hold a lot of 10,000 of a currency: a `share` of its value in yen, or an `amount` of yen.
    Where there is a `band` (yen per unit), the amount is asked once for each band that the rate has begun, at most
    `highest` yen (0: without end); else it is the same at every rate.
    """

    share: float
    amount: float = 0.0
    band: float = 0.0
    highest: float = 0.0

    def of_a_lot(self, rate: float, before: float | None = None) -> float:
        """Yen for a lot of 10,000 at a rate in yen per unit, whose band is that of the rate `before`, where one is
        given.

        >>> FxRequirement(0.04).of_a_lot(150.0)
        60000.0
        """
        return self.share * units_of_a_lot() * rate + self.amount_at(rate if before is None else before)

    def amount_at(self, rate: float) -> float:
        """The part of it that is an amount, at a rate in yen per unit; yen for a lot.

        >>> FxRequirement(0.0, 50_000.0, 75.0, 200_000.0).amount_at(149.99)
        100000.0
        """
        if self.band == 0.0:
            return self.amount
        asked = self.amount * (floor(rate / self.band) + 1)
        return min(asked, self.highest) if self.highest else asked


class SwapTerms(NamedTuple):
    """Part of the rate differential a broker passes on when it is in the customer's favour, and multiple
    of it the customer pays when not.
    """

    received: float
    paid: float


@kept
def fx_roots() -> tuple[str, ...]:
    """Roots of the contracts by pair, dollars first, the full size before the small one: `("USDJPY10K", "USDJPY1K",
    "AUDJPY10K", ...)`.
    """
    roots = dict.fromkeys(fact.name.split(".")[0] for fact in facts("fx"))
    return tuple(sorted(roots, key=lambda root: not root.startswith(PAIR)))


def fx_family(family: str) -> tuple[str, ...]:
    """Roots of the contracts in a pair, by that of its full size; none where there is no such pair."""
    return tuple(root for root in fx_roots() if root[: len(PAIR)] == family[: len(PAIR)])


@kept
def fx_spec(root: str) -> FxSpec:
    """Specification of a contract from the table `fx`. Raises `ConfigError` for an unknown root."""
    if root not in fx_roots():
        raise ConfigError(f"unknown FX contract {root!r}; {hint(root, fx_roots())}")
    rows = facts("fx").group(root)
    return FxSpec(
        root=root,
        **{name: rows[name].value or 0.0 for name in ("multiplier", "tick", "margin_share")},
        currency=rows["multiplier"].unit.partition(" ")[0],
        listed=rows["multiplier"].valid_from,
        family=rows["margin_share"].unit.rpartition(" ")[2],
    )


def units_of_a_lot() -> float:
    """Units of the base currency in a lot, for which requirements are told."""
    return fx_spec(LOT).multiplier


def swap_terms(day: Day, received: float | None = None, family: str = LOT) -> SwapTerms:
    """What brokers of the table `fx` pass on and ask on a day for a pair, shares of the differential, carried where no
    row is of the day; with `received` instead of theirs where it is given.
    """
    table = facts("fx")
    passed_on = table.carried(f"{family}.swap_received", day) if received is None else received
    return SwapTerms(passed_on, table.carried(f"{family}.swap_paid", day))
