"""Pattern fx_trades: trades in a currency, sized from the loss that is allowed, in a yen account."""

from typing import Any

from engine.account.profiles import AccountProfile
from engine.assembly.recorded_trades import recorded_trades
from engine.audit import fx_checks
from engine.audit.chapters import CARRY, EXPOSURE, REDUCTIONS, AuditCheck
from engine.plugs.pattern import Pattern, Plan, always
from engine.settings.fx_sections import Fx
from engine.settings.run_config import RunConfig
from engine.settings.scope import ACCOUNT, TRADED
from strategies.fx.fx_book import FxRules
from strategies.fx.rules.attack import Attack
from strategies.fx.rules.breakout import Breakout
from strategies.fx.rules.edges import Edges
from strategies.fx.rules.free_margin import FreeMargin
from strategies.fx.rules.stops import Stop

NOT_READ = ("leverage", "rebalance")
"""Of the settings [fx]: size follows from the stop, and there are no dates."""


def fx_trades_params(config: RunConfig, _profile: AccountProfile) -> dict[str, Any]:
    """Backtrader params of `FxTrades`."""
    chosen = config.fx_trades
    rules = rules_of(config, Breakout(chosen.entry_window, chosen.exit_window, chosen.short))
    return {"root": config.fx.contract, "rules": rules, "move_window": chosen.move_window}


def rules_of(config: RunConfig, way: Breakout | Edges) -> FxRules:
    """What the settings [fx_trades] and [fx] say of trades, whichever way they are opened."""
    chosen = config.fx_trades
    return FxRules(
        way,
        FreeMargin(chosen.allowed_loss, chosen.most_trades, chosen.free_margin),
        Stop(chosen.stop_by, chosen.stop, chosen.stop_window, chosen.stop_floor),
        chosen.spacing,
        config.fx.voluntary_stop,
        _attack(config),
        recorded_trades(config) if chosen.attack_loss != "off" else (),
    )


def _attack(config: RunConfig) -> Attack | None:
    chosen = config.fx_trades
    if chosen.attack_loss == "off":
        return None
    least = (chosen.attack_trades, chosen.attack_win_rate, chosen.attack_payoff, chosen.attack_drawdown)
    return Attack(chosen.attack_loss, *least)


PLAN = Plan(
    checks={
        "": (
            AuditCheck("free_margin", fx_checks.free_margin_was_kept),
            AuditCheck("risked", fx_checks.trades_risked_what_is_allowed),
        )
    },
    # positions follow from stops and free margin: there is no ratio that exposure could be held against
    leaves_out=(REDUCTIONS.name, EXPOSURE.name, CARRY.name),
)
FX_TRADES = Pattern(
    name="fx_trades",
    strategy="strategies.fx.fx_trades:FxTrades",
    reads=(*ACCOUNT, *TRADED, *(f"fx.{key}" for key in Fx.model_fields if key not in NOT_READ), "fx_trades"),
    contracts=always("fx.contract"),
    params=fx_trades_params,
    market="dollar",
    plan=PLAN,
)
