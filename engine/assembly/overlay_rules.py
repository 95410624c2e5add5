"""The rules of an overlay, from the settings and the account's profile."""

from engine.account.profiles import AccountProfile
from engine.settings.run_config import RunConfig
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.loss_stop import LossStop
from strategies.rules.rule_book import Rules
from strategies.rules.volatility_halving import Halving


def overlay_rules(config: RunConfig, profile: AccountProfile) -> Rules:
    """The rules as the settings and the account's profile have them."""
    halving, stops = config.halving, config.stops
    rule = Halving(halving.halve_above, halving.restore_below, halving.restore_sessions, halving.factor)
    return Rules(
        ratio=config.overlay.ratio,
        cap=LeverageCap(config.exposure_limit),
        halving=rule if halving.enabled else None,
        loss_stop=LossStop(stops.limit) if stops.limit else None,
        voluntary_stop=profile.voluntary_stop_level if stops.voluntary else 0.0,
        buffer=config.cash.buffer,
    )
