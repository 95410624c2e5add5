"""What the settings [fx] say about an account for foreign exchange on margin, with the facts of its broker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.base.days import Day
from data.contracts.fx_accounts import fx_account_days
from data.contracts.fx_contracts import fx_spec
from data.margin.fx_requirements import FxAsked, FxRequirements
from engine.account.costs import CostModel
from engine.account.pledged import NOTHING_PLEDGED, Pledged
from engine.account.profiles import NO_DEADLINE, AccountProfile, where_it_changes
from engine.assembly.profile_path import is_late
from engine.settings.run_config import RunConfig


def fx_requirements(config: RunConfig, first: Day) -> FxRequirements:
    """What is asked from a day on: as the settings have it, else as the account has it, day by day."""
    fx = config.fx
    days = (first, *(day for day in _changes(config) if day > first))
    return FxRequirements(tuple(FxAsked(day, fx.requirement_on(day), fx.measured_on(day)) for day in days))


def _changes(config: RunConfig) -> tuple[Day, ...]:
    """Days on which terms of the account of [fx] begin to hold."""
    return fx_account_days(config.fx.account) if config.fx.account else ()


def at_fx_broker(
    config: RunConfig, path: Sequence[tuple[Day, AccountProfile]], last: Day
) -> list[tuple[Day, AccountProfile]]:
    """Profiles and the days from which they hold, until a last one, as [fx] and its account have them."""
    first = path[0][0]
    days = {day for day, _ in path} | {day for day in _changes(config) if first < day <= last}
    held = ((day, next(one for begins, one in reversed(path) if begins <= day)) for day in sorted(days))
    return where_it_changes([(day, _dealt(config, profile, day)) for day, profile in held])


def _dealt(config: RunConfig, profile: AccountProfile, day: Day) -> AccountProfile:
    """A profile with the levels of [fx] on a day; where the account knows no call with a deadline, a call is a mail,
    and where shares are pledged, cash may be owed: it is what they stand for. What is set in [account] goes before.
    """
    fx, chosen = config.fx, config.account
    account = fx.account_on(day)
    told = replace(profile, loss_cut_level=fx.cut_level_on(day), voluntary_stop_level=fx.voluntary_stop)
    if fx.securities and chosen.negative_cash is None:
        told = replace(told, negative_cash=True)
    if account is None:
        return told
    if account.call.reduction_counts and chosen.reduction_counts is None:
        told = replace(told, reduction_counts=True)
    if account.call.deadline_hour:
        told = replace(told, deadline_hour=account.call.deadline_hour, zone=account.call.zone)
        told = replace(told, late=is_late(told, fx_spec(fx.contract).family, day, at_open=False))
    if account.call.level or chosen.grace is not None:
        return told
    return replace(told, grace=NO_DEADLINE, recovery_counts=True)


def at_fx_costs(
    config: RunConfig, costs: Mapping[str, CostModel], first: Day, last: Day
) -> list[tuple[Day, dict[str, CostModel]]]:
    """Costs by root, with the commissions of the account of [fx], and the days from which they hold, until a last."""
    found: list[tuple[Day, dict[str, CostModel]]] = []
    for day in (first, *(day for day in _changes(config) if first < day <= last)):
        of_day = {root: _with_commission(config, root, model, day) for root, model in costs.items()}
        if not found or found[-1][1] != of_day:
            found.append((day, of_day))
    return found


def _with_commission(config: RunConfig, root: str, costs: CostModel, day: Day) -> CostModel:
    """Costs of a contract with the commission of the account of [fx] on a day, where the settings say none of their
    own.
    """
    account = config.fx.account_on(day)
    if account is None or config.costs.commission is not None:
        return costs
    asked, units, factor = account.commission, fx_spec(root).multiplier, config.costs.factor
    return costs._replace(
        commission=factor * asked.each(units) * units,
        tier=asked.tier / units,
        in_tier=factor * asked.in_tier * units,
        commission_share=factor * asked.share,
    )


def pledged_in(config: RunConfig, day: Day) -> Pledged:
    """Shares that stand as margin beside the cash of [fx], at the haircut of its account on a day."""
    account = config.fx.account_on(day)
    if account is None or not config.fx.securities:
        return NOTHING_PLEDGED
    return Pledged(config.fx.securities, account.securities_haircut, config.fx.securities_move)
