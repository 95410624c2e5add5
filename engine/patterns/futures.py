"""Pattern A: the fund, and long index futures on top of it."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.assembly.overlay_rules import overlay_rules
from engine.audit.plan import OFFERED
from engine.plugs.pattern import Pattern, always
from engine.settings.run_config import RunConfig
from engine.settings.scope import ACCOUNT, FUND, TRADED
from strategies.rules.after_gains import AfterGains
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.rebalancing import Rebalancing

READS = (*ACCOUNT, *TRADED, *FUND, "overlay", "futures", "halving", "stops", *OFFERED)


def futures_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `FuturesOverlay`."""
    overlay = config.overlay
    return {
        "root": overlay.contract,
        "ratio": overlay.ratio,
        "cap": LeverageCap(config.exposure_limit),
        "buffer": config.cash.buffer,
        "rules": overlay_rules(config, profile),
        "volatility": config.halving.measured_by,
        "rebalancing": Rebalancing(overlay.rebalance, overlay.band),
        "after_gains": AfterGains(overlay.after_gains, config.stops.limit or 0.0),
    }


A = Pattern(
    name="A",
    strategy="strategies.overlay.futures_overlay:FuturesOverlay",
    reads=READS,
    contracts=always("overlay.contract"),
    params=futures_params,
    loop="futures",
    colour="vermillion",
)
