"""Pattern AB: pattern A, and beside its futures options bought each month on a premium budget, only in a trend."""

from collections.abc import Mapping
from typing import Any

from engine.account.profiles import AccountProfile
from engine.audit.chapters import PREMIUM
from engine.audit.plan import Line, options_bought
from engine.patterns.futures import READS, futures_params
from engine.patterns.options import option_params
from engine.plugs.pattern import Pattern, Plan, always
from engine.settings.run_config import RunConfig


def both_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `FuturesAndOptions`: of what both have, those of the futures."""
    options = option_params(config, profile)
    return {**options, "option_root": options["root"], **futures_params(config, profile)}


def _lines(config: RunConfig) -> Mapping[str, Line]:
    return {"options": options_bought(config)}


AB = Pattern(
    name="AB",
    strategy="strategies.overlay.futures_and_options:FuturesAndOptions",
    reads=(*READS, "options", "trend", "option_prices"),
    contracts=always("overlay.contract", "options.contract"),
    params=both_params,
    dates=("premium",),
    plan=Plan(lines=_lines, checks={"options": (PREMIUM,)}),
    colour="olive",
)
