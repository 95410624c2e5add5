"""The core of a configuration, and what befalls it: its fund, one of one's own, its events, a broker that fails."""

from collections.abc import Sequence

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from data.facts import facts
from data.fund.failures import BrokerEvent, FundEvent, Payments, failure
from data.fund.funds import BillFund, bill_fund
from data.intake.fund_file import own_fund
from engine.account.profiles import AccountProfile
from engine.settings.run_config import RunConfig

STALE = 10
"""Calendar days from the last value of a fund of one's own to the end of a run, at most."""


def require_core(config: RunConfig, first: Day, last: Day) -> None:
    """Raise `ConfigError` where a fund of one's own ends before a run does, or begins after it, and where what befalls
    the core does not befall it within the run.
    """
    befalls, own = fund_event(config), chosen_fund(config).own
    for name, day in (("fund.event", befalls.day if befalls else None), ("broker.fails_on", _fails_on(config))):
        if day is not None and not first <= day <= last:
            more = "; set fund.event_start to stage it on another day" if name == "fund.event" else ""
            raise ConfigError(f"{name}: {iso(day)} is not within the run, {iso(first)} to {iso(last)}{more}")
    if own is not None and last - own.last > STALE:
        raise ConfigError(
            f"fund.file = {config.fund.file!r}: ends on {iso(own.last)}, the run on {iso(last)}; set period.end, or "
            "bring the file up to date"
        )
    if own is not None and own.first >= last:
        raise ConfigError(
            f"fund.file = {config.fund.file!r}: begins on {iso(own.first)}, after the run, which ends on {iso(last)}; "
            "choose a later period"
        )


def _fails_on(config: RunConfig) -> Day | None:
    return day_of(config.broker.fails_on) if config.broker.fails_on else None


def chosen_fund(config: RunConfig) -> BillFund:
    """The fund named in the settings, with the terms they override. Raises `ConfigError` for an unknown fund or a file
    whose columns do not say what they hold, `Refused` with all that is wrong in it.
    """
    chosen = config.fund
    own = "" if chosen.currency == "account" else chosen.currency
    known = bill_fund(chosen.kind, own or config.capital.currency)
    return known._replace(
        currency=own,
        conversion=core_fact(config, "half_spread", chosen.conversion) if own else 0.0,
        expenses=known.expenses if chosen.expense_ratio is None else ((0, chosen.expense_ratio),),
        mean_age=known.mean_age if chosen.mean_age is None else chosen.mean_age,
        waives=known.waives if chosen.waiver is None else chosen.waiver,
        own=own_fund(chosen.file, chosen.lag_days).fund if chosen.file else None,
    )


def core_fact(config: RunConfig, name: str, chosen: float | None) -> float:
    """What is set of a core in another currency, else the fact of `currency_core`."""
    return facts("currency_core").latest(f"{config.fund.currency}.{name}").value or 0.0 if chosen is None else chosen


def fund_event(config: RunConfig) -> FundEvent | None:
    """What befalls the fund of the settings; None where nothing does."""
    chosen = config.fund
    start = day_of(chosen.event_start) if chosen.event_start else None
    if chosen.event == "none":
        return None
    if chosen.event != "own":
        known = failure(chosen.event, of_broker=False)
        return FundEvent(known.day if start is None else start, known.payments)
    left = Payments(1.0 - chosen.event_loss, ())
    return FundEvent(start or 0, left, chosen.event_gate, chosen.event_paid, chosen.event_lag)


def broker_event(config: RunConfig, path: Sequence[tuple[Day, AccountProfile]]) -> BrokerEvent | None:
    """How the broker of the settings fails, for an account with profiles in the order of their days; None where it
    does not. The fund lies with it where it is margin on that day, unless the settings say.
    """
    chosen = config.broker
    if chosen.fails_on is None:
        return None
    day = day_of(chosen.fails_on)
    known = [profile for since, profile in path if since <= day] or [path[0][1]]
    inside = known[-1].fund_is_collateral if chosen.fund_inside is None else chosen.fund_inside
    payments = failure(chosen.like, of_broker=True).payments
    return BrokerEvent(day, payments, chosen.frozen, inside)
