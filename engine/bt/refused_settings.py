"""Settings of Backtrader's own broker that have no effect here, each refused with a sentence instead of ignored."""

from typing import Any

import backtrader as bt

from data.base.errors import ConfigError

_COSTS, _CAPITAL = "its BrokerTerms hold the costs", "its BrokerTerms hold the capital"
_FILLS = "orders fill at the next session's close or open, as its BrokerTerms say"
_FUND = "its fund is a money-market fund with books of its own"
REFUSED = {
    "setcommission": _COSTS,
    "addcommissioninfo": _COSTS,
    "set_slippage_perc": _COSTS,
    "set_slippage_fixed": _COSTS,
    "set_filler": _FILLS,
    "set_coc": _FILLS,
    "set_coo": _FILLS,
    "set_eosbar": _FILLS,
    "set_checksubmit": "margin is always tested",
    "set_shortcash": "margin is always tested",
    "set_int2pnl": "interest is a line of its own",
    "setcash": _CAPITAL,
    "set_cash": _CAPITAL,
    "add_cash": _CAPITAL,
    "set_fundmode": _FUND,
    "set_fundstartval": _FUND,
}


class RefusedSettings(bt.BrokerBase):
    """A broker whose settings are its terms."""


def _refusal(name: str, why: str) -> Any:
    def refused(_self: Any, *_values: Any, **_settings: Any) -> None:
        raise ConfigError(f"{name} has no effect on a CollateralBroker: {why}")

    refused.__name__, refused.__doc__ = name, f"Refused: {why}."
    return refused


for _name, _why in REFUSED.items():
    setattr(RefusedSettings, _name, _refusal(_name, _why))
