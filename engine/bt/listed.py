"""Contracts that are not listed yet."""

from typing import Any

from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.contracts.perpetuals import NEVER
from engine.bt.feed import QUARTERS_AHEAD_DAYS


def require_listed(contract: Any, day: Day, where: str) -> None:
    """Raises `ConfigError`, which begins with `where`, for a contract that expires later than any that is listed on a
    day.
    """
    if day + QUARTERS_AHEAD_DAYS < contract.expiry < NEVER:
        raise ConfigError(
            f"{where}: {contract.code} expires on {iso(contract.expiry)}, more than {QUARTERS_AHEAD_DAYS} days after "
            f"{iso(day)}; it is not listed yet"
        )
