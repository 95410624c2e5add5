"""Pattern fx: a currency held on margin in a yen account, for the swap points."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.plugs.pattern import Pattern, always
from engine.settings.run_config import RunConfig
from engine.settings.scope import ACCOUNT, TRADED
from strategies.rules.rebalancing import Rebalancing


def fx_params(config: RunConfig, _profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `FxCarry`."""
    fx = config.fx
    return {
        "root": fx.contract,
        "leverage": fx.leverage,
        "voluntary_stop": fx.voluntary_stop,
        "rebalancing": None if fx.rebalance == "never" else Rebalancing(fx.rebalance, 0.0),
    }


FX = Pattern(
    name="fx",
    strategy="strategies.fx.fx_carry:FxCarry",
    reads=(*ACCOUNT, *TRADED, "fx"),
    contracts=always("fx.contract"),
    params=fx_params,
    market="dollar",
)
