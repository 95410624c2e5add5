"""What an order carries in its `info`, as the account understands it."""

from numbers import Real
from typing import Any

from backtrader.utils import AutoOrderedDict

from data.base.errors import ConfigError
from strategies.events.purposes import BROKERS, Purpose

_NUMBERS = frozenset({"exposure_limit", "spare", "budget"})


class OrderInfo(AutoOrderedDict):  # type: ignore[misc]
    """The `info` of an order of a strategy; what the account reads in it is looked at when it is said, also by a later
    `order.addinfo`. Everything else is the strategy's own.
    """

    def __setitem__(self, name: str, value: Any) -> None:
        """Say something. Raises `ConfigError` for what is not as the account reads it."""
        if name == "purpose":
            _require_purpose(value)
        elif name == "reason" and value and not isinstance(value, str):
            raise ConfigError(f"reason={value!r} of an order should be a text, which stands in the tables")
        elif name in _NUMBERS and value and not (isinstance(value, Real) and value == value):  # noqa: PLR0124  (NaN)
            raise ConfigError(f"{name}={value!r} of an order should be a number")
        super().__setitem__(name, value)


def with_purpose(said: dict[str, Any]) -> OrderInfo:
    """What a strategy said of an order, with its purpose, and a reason where it gave none. Raises `ConfigError` for
    what the account cannot read, and for what is the broker's to say.
    """
    purpose, info = said.get("purpose", Purpose.TRADE), OrderInfo()
    info["purpose"] = purpose
    if purpose != Purpose.TRADE:
        info["reason"] = purpose.word
    info.update(said)
    return info


def _require_purpose(purpose: Any) -> None:
    if not isinstance(purpose, Purpose) or purpose in BROKERS:
        known = ", ".join(one.name for one in Purpose if one not in BROKERS)
        raise ConfigError(
            f"purpose={purpose!r} of an order should be one of {known} of strategies.events.purposes.Purpose"
        )
