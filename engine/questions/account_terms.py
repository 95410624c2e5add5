"""The terms of an account in words, in the order of a call's life: what counts, what is asked, when, and what happens
then.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from data.base.days import Day, iso, weekday
from data.base.errors import ConfigError
from data.base.meant import hint
from data.contracts.calendars import exchange
from data.contracts.dealing import CODES, FUTURES, MARGIN_SHARES
from data.contracts.trading_hours import clock_time, exchange_in, moment
from data.facts import Fact, FactTable
from data.fund.funds import HOLDINGS, bill_fund
from engine.account.profiles import NO_DEADLINE, OF_CORE, AccountProfile, deals_in, fact_of, names_in
from engine.audit.clocks import clocks
from engine.questions.fx_account_terms import fx_terms
from engine.questions.term import Term


class Asked(NamedTuple):
    """Which account on which day: name of the profile, day, name of the fund that the core is (see
    `data.fund.funds.fund_kinds`), and the table of profiles.
    """

    name: str
    day: Day
    core: str
    table: FactTable

    def facts(self, *fields: str) -> tuple[Fact, ...]:
        """The rows of some fields that hold on the day, before their first rows these; none of fields that it lacks."""
        names = (f"{self.name}.{field}" for field in fields)
        return tuple(
            self.table.find(name, self.day) or self.table.history(name)[0] for name in names if name in self.table.names
        )

    def of_core(self, field: str) -> tuple[Fact, ...]:
        """The row of what the core is, such as `etf_lag`, of the fund's own `field` where it has none."""
        return self.facts(self._by_core(field).partition(".")[2])

    def _by_core(self, field: str) -> str:
        return fact_of(self.name, field, bill_fund(self.core).holding, self.table)

    def concerns(self, row: Fact) -> bool:
        """Whether a row of the account is none of another core."""
        field = row.name.partition(".")[2]
        of_a_core = field in OF_CORE or field.partition("_")[0] in HOLDINGS
        return not of_a_core or row.name in {self._by_core(one) for one in OF_CORE}


def account_terms(asked: Asked) -> list[Term]:
    """The terms of an account as they stand on a day. Raises `ConfigError` for another name or core."""
    profile = profile_of(asked)
    return [*_collateral(asked, profile), *_asked(asked, profile), *_call(asked, profile), *_closing(asked, profile),
            *_money(asked, profile), *_ahead(asked)]  # fmt: skip


def profile_of(asked: Asked) -> AccountProfile:
    """The profile of an account on a day. Raises `ConfigError` for another name or core."""
    names = names_in(asked.table)
    if asked.name not in names:
        told = hint(asked.name, names, f"it should be one of {', '.join(names)}")
        raise ConfigError(f"account {asked.name!r} is not known; {told}")
    holding = bill_fund(asked.core).holding
    return AccountProfile.named(asked.name, asked.day, asked.table, holding=holding)


def _collateral(asked: Asked, profile: AccountProfile) -> Iterator[Term]:
    yield Term("cash", {}, ())
    counted = "fund" if profile.fund_is_collateral else "fund_none"
    yield Term(counted, {"core": asked.core, "share": 1.0 - profile.fund_haircut}, asked.of_core("fund_haircut"))
    options = "options" if profile.option_haircut < 1.0 else "options_none"
    yield Term(options, {"share": 1.0 - profile.option_haircut}, asked.facts("option_haircut"))


def _asked(asked: Asked, profile: AccountProfile) -> Iterator[Term]:
    if asked.facts("requirement"):
        yield from fx_terms(asked.name, asked.day)
    else:
        asks = CODES[deals_in(asked.name, asked.table)]
        yield Term(f"asks_{asks}", {"multiple": profile.margin_multiple}, asked.facts("deals_in", "margin_multiple"))
    watched = asked.facts("watched")
    yield Term("watched" if profile.watched else "at_close" if watched else "at_close_assumed", {}, watched)
    yield Term("owed" if profile.negative_cash else "owed_never", {}, asked.facts("negative_cash"))


def _call(asked: Asked, profile: AccountProfile) -> Iterator[Term]:
    if profile.grace == 0:
        yield Term("no_call", {}, asked.facts("grace"))
        yield _redemption(asked, profile)
        return
    yield _at("told", asked, profile, "call_hour", 0)
    initial = asked.facts("call_to_initial")
    least = "to_maintenance" if initial else "to_maintenance_assumed"
    yield Term("to_initial" if profile.call_to_initial else least, {}, initial)
    if profile.grace >= NO_DEADLINE:
        yield Term("due_never", {}, asked.facts("grace"))
    else:
        yield _at("due", asked, profile, "deadline_hour", profile.grace, "grace")
    yield _redemption(asked, profile)
    yield _cures(asked, profile)


def _cures(asked: Asked, profile: AccountProfile) -> Term:
    """What answers a call and what does not; closing positions does not where nobody says so."""
    reduction = "reduction" if asked.facts("reduction_counts") else "reduction_unsaid"
    ways = {"money": True, reduction: profile.reduction_counts, "recovery": profile.recovery_counts}
    told = {"cures": [way for way, works in ways.items() if works],
            "useless": [way for way, works in ways.items() if not works]}  # fmt: skip
    facts = asked.facts("recovery_counts", "reduction_counts")
    return Term("cured" if told["useless"] else "cured_by_all", told, facts)


def _redemption(asked: Asked, profile: AccountProfile) -> Term:
    told = {"core": asked.core, "lag": profile.redemption_lag, "grace": profile.grace}
    if profile.fund_is_collateral:
        code = "redemption_idle"
    elif profile.grace == 0:
        code = "redemption_unasked"
    else:
        code = "redemption_late" if profile.redemption_lag > profile.grace else "redemption"
    return Term(code, told, asked.of_core("redemption_lag"))


def _closing(asked: Asked, profile: AccountProfile) -> Iterator[Term]:
    how = {0.0: "all", 1.0: "least"}.get(profile.liquidation, "times")
    told = {"what": {"code": how, "values": {"times": profile.liquidation}}}
    facts = asked.facts("liquidation", "closing_delay", "closing_hour", "liquidation_half_spread")
    if profile.grace == 0:
        yield Term("closed_at_once", told, facts)
    elif profile.grace < NO_DEADLINE:
        delay = profile.closing_delay
        on = {"when": {"code": "later" if delay else "same", "values": {"delay": delay}}}
        clock = _clock(asked, profile, profile.closing_hour, profile.grace + delay)
        yield Term("closed" if clock else "closed_hour_unsaid", {**told, **on, **clock}, facts)
    level = {"level": profile.loss_cut_level, "own": profile.voluntary_stop_level, **told}
    if profile.grace > 0 or profile.loss_cut_level:
        yield Term("loss_cut" if profile.loss_cut_level else "loss_cut_none", level, asked.facts("loss_cut_level"))
    yield Term("own_stop", level, asked.facts("voluntary_stop_level"))


def _money(asked: Asked, profile: AccountProfile) -> Iterator[Term]:
    yield Term("debt", {"debit": profile.debit_spread}, asked.facts("debit_spread"))
    earns = "interest" if profile.cash_earns else "interest_none"
    yield Term(earns, {"credit": profile.credit_spread}, asked.facts("credit_spread"))


def _ahead(asked: Asked) -> Iterator[Term]:
    """That the day lies before the first row, and the next day on which a row changes what holds."""
    rows = [row for row in asked.table.under(asked.name) if asked.concerns(row)]
    first = min(row.valid_from for row in rows)
    if asked.day < first:
        yield Term("before", {"first": iso(first)}, ())
    later = [row for row in rows if row.valid_from > max(asked.day, first) and _changes(asked.table, row)]
    if later:
        day = min(row.valid_from for row in later)
        then = tuple(row for row in later if row.valid_from == day)
        told = [f"{row.name.partition('.')[2]} = {row.value:g}" for row in then if row.value is not None]
        yield Term("next_change", {"date": iso(day), "changes": told}, then)


def _changes(table: FactTable, row: Fact) -> bool:
    before = table.find(row.name, row.valid_from - 1)
    return before is None or before.value != row.value


def _at(code: str, asked: Asked, profile: AccountProfile, field: str, later: int, *more: str) -> Term:
    """A line with the clock time of a field so many sessions after the day, or that nobody says it."""
    hour = getattr(profile, field)
    told = {"sessions": later, **_clock(asked, profile, hour, later)}
    return Term(code if hour is not None else f"{code}_hour_unsaid", told, asked.facts(*more, field))


def _clock(asked: Asked, profile: AccountProfile, hour: float | None, later: int) -> dict[str, Any]:
    """An hour of the day and the moment it means so many sessions later; nothing of an hour that nobody says."""
    if hour is None:
        return {}
    at = moment(_session_after(asked, profile.zone, later), hour, profile.zone)
    return {"hour": clock_time(hour), "zone": profile.zone, "clock": clocks(at, profile.zone)}


def _session_after(asked: Asked, zone: str, later: int) -> Day:
    """The session so many of them after a day: of the exchange that the account deals at, else the weekday. A day that
    is none counts as the one before it.
    """
    at_exchange = deals_in(asked.name, asked.table) in {FUTURES, MARGIN_SHARES}
    code = exchange_in(zone) if at_exchange else None
    sessions = exchange(code).sessions if code else ()
    place = bisect_right(sessions, asked.day) - 1
    if 0 <= place < len(sessions) - later:
        return sessions[place + later]
    return _weekday_after(asked.day, later)


def _weekday_after(day: Day, later: int) -> Day:
    """The weekday so many of them after a day; a day of a weekend counts as the Friday before it."""
    day -= max(weekday(day) - 4, 0)
    for _ in range(later):
        day += 3 if weekday(day) == 4 else 1
    return day


def plain_terms(terms: Iterable[Term]) -> list[dict[str, Any]]:
    """Terms as values for JSON, each with since when it holds (of its facts the newest), and who says so."""
    return [
        {
            "code": term.code,
            "values": dict(term.values),
            "since": max((iso(row.valid_from) for row in term.facts), default=None),
            "facts": [
                {
                    "name": row.name, "value": row.value, "unit": row.unit, "since": iso(row.valid_from),
                    "confidence": row.confidence, "source": row.source,
                }
                for row in term.facts
            ],
        }
        for term in terms
    ]  # fmt: skip
