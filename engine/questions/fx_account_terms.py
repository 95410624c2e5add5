"""Accounts at FX brokers in the form of profiles, and their own terms in words."""

from collections.abc import Iterator

from data.base.days import Day
from data.contracts.fx_accounts import TABLE, FxAccount, fx_account_days, fx_account_names
from data.contracts.fx_contracts import FxRequirement
from data.facts import Fact, FactTable, facts
from engine.account.profiles import NO_DEADLINE, fx_profile_names
from engine.questions.term import Term

OWN = ("loss_cut_level", "voluntary_stop_level", "deadline_hour", "reduction_counts")
"""Fields of a profile that such an account says itself."""


def with_fx_accounts(table: FactTable) -> FactTable:
    """A table of profiles, with the FX accounts as further ones: what an account does not say is that of the profile of
    a broker of foreign exchange.
    """
    return FactTable(table.table, [*table, *(row for name in fx_account_names() for row in _as_profile(name, table))])


def _as_profile(name: str, table: FactTable) -> Iterator[Fact]:
    first, own, base = fx_account_days(name)[0], facts(TABLE), fx_profile_names()[0]
    said = [field for field in OWN if f"{name}.{field}" in own.names]
    for row in table.under(base):
        field = row.name.partition(".")[2]
        if field not in {*said, "grace", "recovery_counts"}:
            yield _named(row, name, field, first)
    yield from (row for row in own.under(name) if row.name != f"{name}.call_level")
    for row in own.history(f"{name}.call_level"):
        for field, mail in (("grace", float(NO_DEADLINE)), ("recovery_counts", 1.0)):
            known = table.latest(f"{base}.{field}")
            told = known if row.value else Fact(row.name, 0, mail, known.unit, row.confidence, row.source)
            yield _named(told, name, field, row.valid_from)


def _named(row: Fact, name: str, field: str, day: Day) -> Fact:
    return Fact(f"{name}.{field}", day, row.value, row.unit, row.confidence, row.source)


def fx_terms(name: str, day: Day) -> Iterator[Term]:
    """What an FX account asks, charges, lets its customers choose and takes as margin, as on a day; before its first
    day as it was then.
    """
    day = max(day, fx_account_days(name)[0])
    account = FxAccount.named(name, day)
    asked = account.of_a_lot
    told = {"share": asked.share, "yen": asked.amount, "band": asked.band, "highest": asked.highest}
    fields = ("requirement", "requirement_per_unit", "band", "highest_per_unit", "measured")
    yield Term(_requirement(account, asked), told, _rows(name, day, *fields))
    paid = account.commission
    charged = "fx_commission_share" if paid.share else "fx_commission_tier" if paid.tier else "fx_commission_none"
    sums = {"each": 1_000 * paid.per_unit, "cheap": 1_000 * paid.in_tier, "tier": paid.tier, "share": paid.share}
    if charges := _rows(name, day, "commission_per_unit", "commission_tier", "commission_share"):
        yield Term(charged, sums, charges)
    if account.choice.highest:
        yield Term("fx_choice", account.choice._asdict(), _rows(name, day, "lowest_cut", "highest_cut"))
    if account.securities_haircut < 1.0:
        counted = {"share": 1.0 - account.securities_haircut}
        yield Term("fx_securities", counted, _rows(name, day, "securities_haircut"))


def _requirement(account: FxAccount, asked: FxRequirement) -> str:
    if account.measured:
        return "fx_measured"
    if asked.band:
        return "fx_bands" if asked.highest else "fx_bands_open"
    return "fx_share"


def _rows(name: str, day: Day, *fields: str) -> tuple[Fact, ...]:
    table = facts(TABLE)
    names = (f"{name}.{field}" for field in fields)
    found = (table.find(one, day) for one in names if one in table.names)
    return tuple(row for row in found if row is not None)
