"""Whether a contract can be traded on a market: on its index, and on its sessions."""

from typing import Protocol

from data.base.errors import ConfigError
from data.contracts.calendars import EVERY_DAY
from data.contracts.contracts import future_roots, future_spec
from data.contracts.underlying import SYNTHETIC, UNKNOWN
from data.market.market import Market


class OnIndex(Protocol):
    """Terms that say which index a contract is on, and whose sessions it trades on ("": any)."""

    @property
    def root(self) -> str:
        """Name of the contract."""

    @property
    def index(self) -> str:
        """Name of its index."""

    @property
    def calendar(self) -> str:
        """Code of its exchange's calendar."""


def require_market(spec: OnIndex, market: Market, named: str) -> None:
    """Raise `ConfigError` unless a contract, `named` in the sentence, is on the market's
    index and trades on its sessions.

    On a made-up index every contract is; a calendar of one's own is taken as it is.
    """
    exchanges = {EVERY_DAY, *(future_spec(root).calendar for root in future_roots())}
    if spec.calendar and market.calendar.exchange in exchanges - {spec.calendar}:
        raise ConfigError(
            f"{named} trades on {spec.calendar}, but the market has sessions of {market.calendar.name}; "
            "choose a contract on the market's index, or another market"
        )
    require_index(spec, market, named)


def require_index(spec: OnIndex, market: Market, named: str) -> None:
    """Raise `ConfigError` unless a contract is on the market's index, or that is a made-up one."""
    if market.index in {spec.index, SYNTHETIC} - {UNKNOWN}:
        return
    if market.index == UNKNOWN:
        raise ConfigError(
            f"{named} is on the index {spec.index}, and the market does not say which index it is of; "
            "say so with --index-name, or in Python with load_market(path, index=...) or Market(table, index=...)"
        )
    raise ConfigError(
        f"{named} is on the index {spec.index}, but the market's index is {market.index}; "
        "choose a contract on the market's index, or another market"
    )
