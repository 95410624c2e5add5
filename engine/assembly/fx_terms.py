"""What the settings [fx] say about an account for foreign exchange on margin, with the facts of its broker."""

from dataclasses import replace

from data.base.days import Day
from data.contracts.fx_accounts import fx_account_days
from data.contracts.fx_contracts import fx_spec
from data.margin.fx_requirements import FxAsked, FxRequirements
from engine.account.costs import CostModel
from engine.account.profiles import NO_DEADLINE, AccountProfile
from engine.settings.run_config import RunConfig


def fx_requirements(config: RunConfig, first: Day) -> FxRequirements:
    """What is asked from a day on: as the settings have it, else as the account has it, day by day."""
    fx = config.fx
    days = (first, *(day for day in fx_account_days(fx.account) if day > first)) if fx.account else (first,)
    return FxRequirements(tuple(FxAsked(day, fx.requirement_on(day), fx.measured_on(day)) for day in days))


def at_fx_broker(config: RunConfig, profile: AccountProfile, day: Day) -> AccountProfile:
    """A profile with the levels of [fx] on a day; where the account knows no call with a deadline, a call is a mail."""
    fx = config.fx
    account = fx.account_on(day)
    told = replace(profile, loss_cut_level=fx.cut_level_on(day), voluntary_stop_level=fx.voluntary_stop)
    if account is None or account.call_level or config.account.grace is not None:
        return told
    return replace(told, grace=NO_DEADLINE, recovery_counts=True)


def with_commission(config: RunConfig, root: str, costs: CostModel, day: Day) -> CostModel:
    """Costs of a contract with the commission of the account of [fx] on a day, where the settings say none of their
    own.
    """
    account = config.fx.account_on(day)
    if account is None or config.costs.commission is not None:
        return costs
    asked, units, factor = account.commission, fx_spec(root).multiplier, config.costs.factor
    return costs._replace(
        commission=factor * asked.per_unit * units,
        tier=asked.tier / units,
        in_tier=factor * asked.in_tier * units,
        commission_share=factor * asked.share,
    )
