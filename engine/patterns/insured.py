"""Pattern C: pattern A, and protective puts on a share of its futures, renewed on fixed dates."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.patterns.futures import READS, futures_params
from engine.plugs.pattern import Pattern, always
from engine.settings.run_config import RunConfig


def insured_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `InsuredFutures`."""
    insurance = config.insurance.model_dump() | {"below_vix": config.insurance.highest_vix}
    return {**futures_params(config, profile), "insurance_root": insurance.pop("contract"), **insurance}


C = Pattern(
    name="C",
    strategy="strategies.overlay.insured_futures:InsuredFutures",
    reads=(*READS, "insurance", "option_prices"),
    contracts=always("overlay.contract", "insurance.contract"),
    params=insured_params,
    dates=("insurance",),
    loop="insured",
    colour="purple",
)
