"""What of an account in a file contradicts itself, its plan, its market or its broker: a sentence each."""

from collections import Counter
from pathlib import Path
from typing import Any

from data.base.days import Day, date_of, iso
from data.base.errors import ConfigError, OverlayError
from data.base.sums import total
from data.contracts.by_code import Contract, contract_of
from data.contracts.index_funds import IndexFund
from data.market.market import Market
from engine.account.held_account import HeldAccount, HeldPosition
from engine.assembly.market_seen import market_for
from engine.bt.feed import QUARTERS_AHEAD_DAYS
from engine.bt.listed import require_listed
from engine.evening.evening import Evening, evening_of
from engine.evening.state_file import StateFile, load_state
from engine.settings.run_config import RunConfig, parse_config

ROUNDING = 1e-6
"""Share of an equity by which its parts may miss it: statements are rounded."""
MODELLED = 0.25
"""Share of what options are worth by which the equity of a statement may differ: they are marked by a model here."""


def read_state(path: Path | str, config: RunConfig, market: Market, as_of: Day | None = None) -> HeldAccount:
    """The account of a file, as a plan can go on with it in the evening of its day (`as_of`: of this day, no other).

    Raises `ConfigError` with one sentence for the first thing that cannot be: in the file, on the calendar, in the
    plan's contracts, in the sum, or in the margin at that close.
    """
    told = load_state(path)
    checked(told, config, market, as_of)
    return told.held


def checked(told: StateFile, config: RunConfig, market: Market, as_of: Day | None = None) -> Evening:
    """The evening in which an account is held that has passed every check. Raises `ConfigError` as `read_state`."""
    held, name = told.held, told.name
    seen = market_for(config, market)
    _require_day(told, seen, as_of)
    _require_money(told, config, seen)
    _require_positions(told, config, seen)
    try:
        evening = _held_for_one_evening(config, market, held)
    except OverlayError as error:
        raise ConfigError(f"{name}: {error}") from None
    _require_rules(told, evening)
    _require_sum(told, evening)
    _require_margin(told, evening)
    return evening


def _require_day(told: StateFile, market: Market, as_of: Day | None) -> None:
    day, name, days = told.held.day, told.name, market.days
    if as_of is not None and day != as_of:
        raise ConfigError(f"{name}: day {iso(day)} is not the evening asked for, {iso(as_of)}")
    if day > days[-1]:
        raise ConfigError(f"{name}: day {iso(day)} is later than the market, which ends on {iso(days[-1])}")
    if day < market.starts or day == days[0]:
        raise ConfigError(f"{name}: day {iso(day)} is before the market, which can be run from {iso(market.starts)}")
    if not market.calendar.between(day, day):
        before = market.calendar.before(day, 1)
        raise ConfigError(f"{name}: day {iso(day)} is no session; the one before it is {iso(before)}")


def _require_money(told: StateFile, config: RunConfig, market: Market) -> None:
    held, name, currency = told.held, told.name, config.capital.currency
    if told.currency != currency:
        raise ConfigError(f"{name}: currency {told.currency!r} is not that of the plan's account, {currency!r}")
    if held.fund < 0.0:
        raise ConfigError(f"{name}: fund {held.fund:,.2f} is negative; a fund cannot be owed, cash can")
    if (held.fund or held.in_transit) and config.kind.market == "dollar":
        raise ConfigError(f"{name}: fund {held.fund:,.2f}, but a plan of pattern {config.kind.name} holds cash alone")
    if held.hedge and not config.hedge.ratio:
        raise ConfigError(f"{name}: hedge {held.hedge:,.2f}, but the plan has no currency hedge (hedge.ratio is 0)")
    if held.hedge < 0.0:
        raise ConfigError(f"{name}: hedge {held.hedge:,.2f} is negative; write what is sold forward, above 0")
    for day, _ in held.in_transit:
        _require_later(f"{name}: in_transit arrives {iso(day)}", day, told, market)
    call = held.call
    if call is None:
        return
    if not held.positions:
        raise ConfigError(f"{name}: call of {call.amount:,.2f} without positions; nothing can be called for")
    _require_later(f"{name}: call due {iso(call.due)}", call.due, told, market)
    if call.received >= call.amount:
        raise ConfigError(
            f"{name}: call of {call.amount:,.2f} of which {call.received:,.2f} has been received is met; leave it out"
        )


def _require_later(what: str, day: Day, told: StateFile, market: Market) -> None:
    """Raise `ConfigError` for a day that is not a session after the state's, or far away."""
    if day <= told.held.day:
        raise ConfigError(f"{what} is not after the state's day {iso(told.held.day)}; it has come already")
    if day > told.held.day + QUARTERS_AHEAD_DAYS:
        raise ConfigError(f"{what} is more than {QUARTERS_AHEAD_DAYS} days after the state's day {iso(told.held.day)}")
    if not market.calendar.between(day, day):
        raise ConfigError(f"{what} is no session; the next one is {iso(market.calendar.after(day))}")


def _require_positions(told: StateFile, config: RunConfig, market: Market) -> None:
    codes = Counter(one.contract for one in told.held.positions)
    twice = next((code for code, times in codes.items() if times > 1), "")
    if twice:
        raise ConfigError(f"{told.name}: {twice} stands {codes[twice]} times in positions; write the sum once")
    for one in told.held.positions:
        try:
            contract = contract_of(one.contract, told.held.day, market.calendar)
        except OverlayError as error:
            raise ConfigError(f"{told.name}: {error}") from None
        _require_alive(told, one, contract)
        _require_of_plan(told, one, contract, config)


def _require_alive(told: StateFile, one: HeldPosition, contract: Contract) -> None:
    day, expiry = told.held.day, contract.expiry
    if expiry <= day:
        raise ConfigError(f"{told.name}: {one.contract} expired on {iso(expiry)}, by the state's day {iso(day)}")
    if contract.code != one.contract:
        raise ConfigError(f"{told.name}: {one.contract} should be written {contract.code}")
    require_listed(contract, day, told.name)


def _require_of_plan(told: StateFile, one: HeldPosition, contract: Contract, config: RunConfig) -> None:
    spec: Any = contract.spec
    if spec.currency != config.capital.currency:
        raise ConfigError(
            f"{told.name}: {one.contract} is in {spec.currency}, the account in {config.capital.currency}"
        )
    if not config.kind.is_free:
        traded = {known.root for known in config.contracts().values()}
        if spec.root not in traded:
            what = ", ".join(sorted(traded)) or "no contracts"
            raise ConfigError(
                f"{told.name}: {one.contract} is none of the plan's contracts: it trades {what}; close it, or name its "
                "contract in the plan"
            )
    if one.size < 0 and isinstance(contract, IndexFund):
        raise ConfigError(
            f"{told.name}: {one.size} {one.contract} are shares that were never there; write them above 0"
        )
    if spec.multiplier > 1.0 and config.kind.market == "dollar" and abs(one.size) >= 10 * spec.multiplier:
        raise ConfigError(
            f"{told.name}: {one.size:,} {one.contract} are {abs(one.size) * spec.multiplier:,.0f} units; write lots of "
            f"{spec.multiplier:,.0f}"
        )


def _held_for_one_evening(config: RunConfig, market: Market, held: HeldAccount) -> Evening:
    """The plan on the session before and on that of the account, with it; from its own start where a strategy, or what
    befalls the core, needs that.
    """
    if config.kind.is_free or config.fund.event != "none" or config.broker.fails_on:
        return evening_of(config, market, held.day, held)
    settings = config.settings()
    before = market_for(config, market).calendar.before(held.day, 1)
    settings["period"] = {"start": date_of(before), "end": date_of(held.day)}
    return evening_of(parse_config(settings, "state"), market, None, held)


def _require_rules(told: StateFile, evening: Evening) -> None:
    known = evening.rules.rules if evening.rules else ()
    for name, _ in told.held.stops:
        if name not in known:
            raise ConfigError(f"{told.name}: rules.{name} is told, but the plan has no such stop")


def _require_sum(told: StateFile, evening: Evening) -> None:
    equity, said = evening.equity, told.equity
    if said is None:
        return
    option_value = evening.broker.account.options.value
    allowed = 0.01 + ROUNDING * abs(equity) + MODELLED * abs(option_value)
    if abs(said - equity) > allowed:
        held = told.held
        parts = f"cash {held.cash:,.2f}, fund {held.fund:,.2f}, on its way {total(a for _, a in held.in_transit):,.2f}"
        rest = equity - held.cash - held.fund - total(amount for _, amount in held.in_transit)
        more = f", positions {rest:,.2f}" if abs(rest) > 0.005 else ""
        raise ConfigError(f"{told.name}: equity {said:,.2f} is not the sum of its parts, {equity:,.2f} ({parts}{more})")


def _require_margin(told: StateFile, evening: Evening) -> None:
    """Raise `ConfigError` where the broker would not let the account stand, and where it calls for nothing."""
    held, now, margin = told.held, evening.margin, evening.broker.session.margin
    what = ", ".join(f"{one.size:,} {one.contract}" for one in held.positions) or "nothing"
    if evening.equity <= 0.0:
        raise ConfigError(f"{told.name}: equity is {evening.equity:,.2f} with {what}; nothing is left to follow a plan")
    asked = f"asks {now.maintenance:,.2f} to keep {what}, and {now.collateral:,.2f} of the account counts"
    short = margin.called or margin.closes_next
    if short and held.call is None:
        told_too = "write the open call under [call]" if margin.called else "see the broker close at the next price"
        raise ConfigError(f"{told.name}: the broker {asked}; correct it, or {told_too}")
    if held.call and not short:
        raise ConfigError(f"{told.name}: call of {held.call.amount:,.2f}, but the broker {asked}; leave [call] out")
