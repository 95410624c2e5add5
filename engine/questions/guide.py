"""A plan asked for step by step, in the order account, product, size, rules: what is asked, and what each answer means
in money.
"""

from collections.abc import Callable, Mapping
from math import nan
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from data.base.days import Day, iso
from data.contracts.contracts import FutureSpec
from data.contracts.dealing import FOREIGN_EXCHANGE
from data.contracts.fx_contracts import FxSpec
from data.market.market import Market
from engine.account.profile_file import profile_table
from engine.account.profiles import AccountProfile, deals_in
from engine.assembly.market_seen import market_for
from engine.assembly.profile_path import account_profile
from engine.audit.plan import opening_day
from engine.audit.plan_questions import Said
from engine.plugs.pattern import PATTERNS
from engine.questions.account_points import closing_of, collateral_of
from engine.questions.lacking import spare_setting, works
from engine.questions.measured import contracts_of, multiple_of
from engine.settings.reach import planned_overlay
from engine.settings.run_config import RunConfig
from engine.sizing.overlay_market import OverlayMarket

Means = Callable[[RunConfig, Market], Said]


class Step(NamedTuple):
    """A step: the option and the setting (`section.key`) that answer it, and what an answer means."""

    option: str
    setting: str
    means: Means

    @property
    def key(self) -> str:
        """Its question in the catalogue of words."""
        return f"guide.ask_{self.option}"


def _of_fx(profile: str) -> bool:
    return deals_in(profile) == FOREIGN_EXCHANGE


def products(profile: str) -> list[str]:
    """Patterns that a broker of `data/facts/account_profiles.csv` takes, by name. Raises `MissingFact` for another."""
    market = "dollar" if _of_fx(profile) else "index"
    return [name for name in PATTERNS.names() if PATTERNS[name].market == market]


def account_means(profile: str, day: Day) -> list[Said]:
    """What a broker counts as collateral, and when it closes positions, as it stands on a day."""
    found = AccountProfile.named(profile, day, profile_table(None))
    return [collateral_of(found, in_fund=not _of_fx(profile)), *closing_of(found)]


def steps(config: RunConfig, day: Day) -> list[Step]:
    """What is asked of a plan of its pattern at its broker: its size, then its rules, as far as each has an effect."""
    profile = account_profile(config, day)
    always = {"living.cash", "living.monthly_expenses"}
    size = next((step for step in SIZES if config.reads(step.setting)), None)
    spare = spare_setting(profile) if planned_overlay(config) > 0.0 else ""
    rules = [step for step in RULES if step.option != "spare" or step.setting == spare]
    asked = [step for step in rules if step.setting in always or works(config, profile, step.setting)]
    return [*([size] if size else []), *asked]


def unit_of(config: RunConfig, market: Market) -> tuple[str, float]:
    """(root, value in account currency at the latest price, that of the future itself) of one contract that is held on
    margin; "" and NaN where there is none.
    """
    held = [spec for spec in config.contracts().values() if isinstance(spec, FutureSpec | FxSpec)]
    if not held:
        return "", nan
    if held[0].root == config.overlay.contract:
        return held[0].root, OverlayMarket(config, market).future()[0]
    return held[0].root, held[0].multiplier * float(market_for(config, market).floats("close")[-1])


def _sized(config: RunConfig, market: Market) -> Said:
    """How many contracts a multiple of equity is, and the capital from which there is one."""
    root, unit = unit_of(config, market)
    multiple, capital = multiple_of(config), config.capital.initial
    told = {"share": multiple, "root": root, "unit": unit, "value": multiple * capital, "least": nan}
    if not multiple:
        return Said("guide.size_none", told)
    told |= {"count": contracts_of(config, multiple, capital, unit), "least": unit / multiple}
    return Said("guide.size", {**told, **_money(config)})


def _amount(setting: str, key: str) -> Means:
    """A share of capital as money; what is no number is switched off."""

    def means(config: RunConfig, _market: Market) -> Said:
        share = attrgetter(setting)(config)
        if isinstance(share, str):
            return Said("guide.off", {})
        return Said(f"guide.{key}", {"share": share, "amount": share * config.capital.initial, **_money(config)})

    return means


def _spare(setting: str) -> Means:
    def means(config: RunConfig, _market: Market) -> Said:
        share = attrgetter(setting)(config)
        overlay = planned_overlay(config) * config.capital.initial
        return Said("guide.spare", {"share": share, "amount": share * overlay, "overlay": overlay, **_money(config)})

    return means


def _halved(config: RunConfig, market: Market) -> Said:
    """How often the index was as volatile as that."""
    rule = config.halving
    measured = np.array(market.volatility(rule.measured_by))
    known = measured[np.isfinite(measured)]
    return Said("guide.halved", {"share": float((known > rule.halve_above).mean()), "first": iso(market.days[0]),
                                 "factor": rule.factor, "above": rule.halve_above})  # fmt: skip


def _own_stop(config: RunConfig, _market: Market) -> Said:
    level = config.fx.cut_level_on(opening_day(config))
    return Said("guide.own_stop", {"own": config.fx.voluntary_stop, "broker": level})


def _outside(config: RunConfig, _market: Market) -> Said:
    return Said("guide.outside", {"amount": config.living.cash, **_money(config)})


def _living(config: RunConfig, _market: Market) -> Said:
    months = config.living.months
    return Said("guide.months_unknown" if months is None else "guide.months", {"months": months or 0.0})


def _tax(config: RunConfig, _market: Market) -> Said:
    return Said("guide.untaxed" if config.tax.regime == "none" else "guide.taxed", {})


def _money(config: RunConfig) -> Mapping[str, Any]:
    return {"capital": config.capital.initial, "currency": config.capital.currency}


SIZES = (
    Step("ratio", "overlay.ratio", _sized),
    Step("budget", "options.budget", _amount("options.budget", "budget")),
    Step("leverage", "fx.leverage", _sized),
    Step("allowed_loss", "fx_trades.allowed_loss", _amount("fx_trades.allowed_loss", "allowed_loss")),
    Step("floor", "cash_ratio.floor", _amount("cash_ratio.floor", "floor")),
)
"""Settings that say how large a plan is; the first that its pattern reads is asked."""
RULES = (
    Step("spare", "cash.sleeve", _spare("cash.sleeve")),
    Step("spare", "cash.buffer", _spare("cash.buffer")),
    Step("halve_above", "halving.halve_above", _halved),
    Step("monthly_loss", "stops.monthly_loss", _amount("stops.monthly_loss", "monthly_loss")),
    Step("own_stop", "fx.voluntary_stop", _own_stop),
    Step("living_cash", "living.cash", _outside),
    Step("expenses", "living.monthly_expenses", _living),
    Step("tax", "tax.regime", _tax),
)
"""Settings that say by which rules it is held."""


def product_means(config: RunConfig, market: Market) -> list[Said]:
    """What a pattern is, and what one contract that it holds on margin is worth."""
    root, unit = unit_of(config, market)
    what = Said(f"pattern.{config.kind.name}", {})
    if not root:
        return [what]
    return [what, Said("guide.unit", {"root": root, "unit": unit, "date": iso(market.days[-1]), **_money(config)})]
