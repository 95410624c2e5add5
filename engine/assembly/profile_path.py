"""The profile named in the settings, as it holds through a run."""

from dataclasses import replace

from data.base.days import Day
from data.contracts.trading_hours import changes_of_hours, hour_of_fill, moment
from data.facts import facts
from data.fund.funds import bill_fund
from engine.account.profile_file import profile_table
from engine.account.profiles import AccountProfile, where_it_changes
from engine.settings.run_config import RunConfig


def account_profile(config: RunConfig, day: Day, family: str = "") -> AccountProfile:
    """The profile named in the settings as it stands on a day, with what they override; `family` is the root by whose
    fills a deadline is early or late (none: early). Raises `ConfigError` for a wrong file.
    """
    return account_path(config, day, day, family)[0][1]


def account_path(config: RunConfig, first: Day, last: Day, family: str = "") -> list[tuple[Day, AccountProfile]]:
    """The same from a day to another, with the days from which each holds."""
    chosen = config.account.model_dump(exclude_none=True, exclude={"profile", "profile_file"})
    table, holding = profile_table(config.account.profile_file), bill_fund(config.fund.kind).holding
    path = AccountProfile.path(config.account.profile, first, last, table, holding=holding)
    at_open = config.execution.fill_at == "open"
    held = [
        (day, replace(one, late=is_late(one, family, day, at_open=at_open), **chosen))
        for day, one in _with_hours(path, family, last, at_open=at_open)
    ]
    return where_it_changes([(day, _of_core(config, one)) for day, one in held])


def _of_core(config: RunConfig, profile: AccountProfile) -> AccountProfile:
    """The profile with what is taken off a core in another currency besides."""
    if config.fund.currency == "account":
        return profile
    chosen, fact = config.fund.currency_haircut, f"{config.fund.currency}.haircut"
    taken = facts("currency_core").latest(fact).value or 0.0 if chosen is None else chosen
    return replace(profile, fund_haircut=1.0 - (1.0 - profile.fund_haircut) * (1.0 - taken))


def _with_hours(
    path: list[tuple[Day, AccountProfile]], family: str, last: Day, *, at_open: bool
) -> list[tuple[Day, AccountProfile]]:
    """A path with the days besides on which other trading hours begin: a deadline may come to lie behind the fills."""
    days, first = dict(path), path[0][0]
    for changed in changes_of_hours(family, at_open=at_open):
        if first < changed <= last and changed not in days:
            days[changed] = [one for day, one in path if day <= changed][-1]
    return sorted(days.items())


def is_late(profile: AccountProfile, family: str, day: Day, *, at_open: bool) -> bool:
    """Whether the deadline of a session lies behind its fills, which are those of a family of contracts."""
    fills = hour_of_fill(family, day, at_open=at_open)
    if fills is None or profile.deadline_hour is None:
        return False
    return moment(day, profile.deadline_hour, profile.zone) > moment(day, *fills)
