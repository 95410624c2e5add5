"""Contracts that never expire, of which there is one for each root: a position in a currency on margin, a share."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from data.base.days import Day

NEVER: Day = 1 << 30
"""Expiry of what does not expire."""


class Listed(Protocol):
    """Terms with a root and the day on which such trading began."""

    @property
    def root(self) -> str:
        """Name of the contract."""

    @property
    def listed(self) -> Day:
        """First day on which it could be traded."""


Spec = TypeVar("Spec", bound=Listed)


@dataclass(frozen=True)
class Perpetual(Generic[Spec]):
    """The one contract of some terms, never rolled."""

    spec: Spec
    expiry: Day = NEVER

    def __hash__(self) -> int:
        return hash(self.spec.root)

    @property
    def code(self) -> str:
        """The root: there is nothing to tell apart."""
        return self.spec.root

    def hypothetical(self, day: Day) -> bool:
        """Whether it could not yet be traded on a day."""
        return day < self.spec.listed
