"""Pattern B: the fund, and index options bought each month on a premium budget, only in a trend."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.assembly.overlay_rules import overlay_rules
from engine.plugs.pattern import Pattern, always
from engine.settings.run_config import RunConfig
from engine.settings.scope import ACCOUNT, FUND, LIMIT, TRADED
from strategies.overlay.option_choice import StrikeChoice
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.trend_filter import TrendFilter

MONTHLY = "stops.monthly_loss", "stops.monthly_amount", "stops.amount_currency"


def option_params(config: RunConfig, profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `OptionOverlay`."""
    options, trend = config.options, config.trend
    return {
        "root": options.contract,
        "budget": options.budget,
        "cap": LeverageCap(config.exposure_limit),
        "rules": overlay_rules(config, profile, margined=False),
        "volatility": config.halving.measured_by,
        "direction": options.direction,
        "strike": StrikeChoice(options.out_of_the_money, options.delta),
        "sessions_before": options.sessions_before,
        "trend": TrendFilter(trend.strength, trend.efficiency, trend.adx),
        "average_window": trend.average_window,
        "efficiency_window": trend.efficiency_window,
        "adx_window": trend.adx_window,
    }


B = Pattern(
    name="B",
    strategy="strategies.overlay.option_overlay:OptionOverlay",
    reads=(
        *ACCOUNT, *TRADED, *FUND, *LIMIT,
        "futures", "halving", *MONTHLY, "options", "trend", "option_prices",
    ),
    contracts=always("options.contract"),
    params=option_params,
    dates=("premium",),
    loop="options",
    colour="green",
)  # fmt: skip
