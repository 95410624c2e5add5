"""Pattern fx_range: trades against the moves of a range, with the sizes, stops and free margin of `fx_trades`."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.patterns.fx_trades import NOT_READ, PLAN, rules_of
from engine.plugs.pattern import Pattern, always
from engine.settings.fx_sections import Fx, FxTradesSettings
from engine.settings.run_config import RunConfig
from engine.settings.scope import ACCOUNT, TRADED
from strategies.fx.rules.edges import Edges

OF_BREAKOUTS = ("entry_window", "exit_window", "spacing", "most_trades")
"""Of the settings [fx_trades]: a range has edges of its own, and nothing is added to a trade that loses."""


def fx_range_params(config: RunConfig, _profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `FxTrades`, at the edges of a range."""
    edges = Edges(**config.fx_range.model_dump(), short=config.fx_trades.short)
    rules = rules_of(config, edges)
    one = rules.free_margin._replace(most_trades=1)
    return {
        "root": config.fx.contract,
        "rules": rules._replace(free_margin=one),
        "move_window": config.fx_trades.move_window,
    }


FX_RANGE = Pattern(
    name="fx_range",
    strategy="strategies.fx.fx_trades:FxTrades",
    reads=(
        *ACCOUNT, *TRADED, *(f"fx.{key}" for key in Fx.model_fields if key not in NOT_READ),
        *(f"fx_trades.{key}" for key in FxTradesSettings.model_fields if key not in OF_BREAKOUTS), "fx_range",
    ),
    contracts=always("fx.contract"),
    params=fx_range_params,
    market="dollar",
    plan=PLAN,
)  # fmt: skip
