"""What can be traded: specifications with their dates, and single contracts as values."""

from dataclasses import dataclass
from functools import cache, cached_property

from data.calendars import month_code
from data.days import Day
from data.errors import ConfigError
from data.facts import facts


@dataclass(frozen=True, slots=True)
class FutureSpec:
    """Terms of an index future.

    `multiplier` is currency per index point, ticks are in index points, and `listed` is the first trading day.
    The exchange sets margin for the full-size `margin_root`; `margin_share` is this contract's part of it.
    """

    root: str
    multiplier: float
    tick: float
    spread_tick: float
    currency: str
    listed: Day
    margin_root: str
    margin_share: float


@dataclass(frozen=True)
class FutureContract:
    """One expiry of a future."""

    spec: FutureSpec
    expiry: Day

    def __hash__(self) -> int:
        return hash((self.spec.root, self.expiry))

    @cached_property
    def code(self) -> str:
        """Exchange code, `ESZ14`."""
        return self.spec.root + month_code(self.expiry)

    def hypothetical(self, day: Day) -> bool:
        """Whether the exchange had not yet listed this kind of contract on a day."""
        return day < self.spec.listed


FULL_SIZE = "ES"


def future_roots() -> tuple[str, ...]:
    """Roots of the futures with a specification, `("ES", "MES")`."""
    return tuple(sorted({fact.name.split(".")[0] for fact in facts("futures")}))


@cache
def future_spec(root: str) -> FutureSpec:
    """Specification of a future from `data/facts/futures.csv`. Raises `ConfigError` for an unknown root."""
    if root not in future_roots():
        raise ConfigError(f"unknown future {root!r}; known: {', '.join(future_roots())}")
    table = facts("futures")
    multiplier = table.latest(f"{root}.multiplier")
    full_size = table.latest(f"{FULL_SIZE}.multiplier").value or 1.0
    return FutureSpec(
        root=root,
        multiplier=multiplier.value or 0.0,
        tick=table.latest(f"{root}.tick").value or 0.0,
        spread_tick=table.latest(f"{root}.spread_tick").value or 0.0,
        currency="USD",
        listed=multiplier.valid_from,
        margin_root=FULL_SIZE,
        margin_share=(multiplier.value or 0.0) / full_size,
    )
