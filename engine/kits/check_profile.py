"""Is an account profile sound: its rows, its levels among each other, and an account that lives through a crash."""

from collections.abc import Iterator
from pathlib import Path

from data.base.days import Day, iso
from data.base.errors import OverlayError
from data.facts import FactTable, facts
from data.fund.funds import HOLDINGS
from engine.account.profile_file import read_profiles, wrong_with
from engine.account.profiles import BOUNDS, NO_DEADLINE, TABLE, AccountProfile, deals_in, names_in
from engine.kits.crash_account import Account, lived_through, quarter_from


def check_profile(path_or_name: Path | str) -> list[str]:
    """What is wrong with a profile of the program, by its name, or with those of a file of somebody's own: sentences,
    none where they are sound.

    Looks at every row (fields, dates, units, bounds, sources), at levels and clocks among each other, and opens an
    account that holds one lot in quiet, then lives through a crash: the books must add up, and each call be met or
    missed by the profile's clock.
    """
    known, file = facts(TABLE), None
    if str(path_or_name) in names_in(known):
        return list(_of_profile(str(path_or_name), known, file))
    try:
        known, file = read_profiles(Path(path_or_name)), str(path_or_name)
    except OverlayError as error:
        return [str(error)]
    return [sentence for name in names_in(known) for sentence in _of_profile(name, known, file)]


def _of_profile(name: str, table: FactTable, file: str | None) -> Iterator[str]:
    wrong = [*_rows(name, table), *_first_days(name, table)]
    yield from wrong
    if wrong:
        return
    dealing = deals_in(name, table)
    first, last = (choose(row.valid_from for row in table.under(name)) for choose in (min, max))
    for day, _ in AccountProfile.path(name, first, last, table):
        opens = quarter_from(max(day, _first_of(dealing)))
        profile = AccountProfile.named(name, opens, table)
        counts = any(AccountProfile.named(name, opens, table, holding=one).fund_is_collateral for one in HOLDINGS)
        found = [
            *among_each_other(profile, core_counts=counts),
            *lived_through(Account(name, file, profile, opens, dealing)),
        ]
        yield from (f"{name} from {iso(day)} on: {sentence}" for sentence in found)


def _rows(name: str, table: FactTable) -> Iterator[str]:
    told = {row.name.partition(".")[2] for row in table.under(name)}
    yield from (f"{name} has no {field}; add a row" for field in BOUNDS if field not in told)
    if told >= set(BOUNDS):
        found = (wrong_with(row, dealing=deals_in(name, table)) for row in table.under(name))
        yield from (sentence for sentence in found if sentence)


def _first_days(name: str, table: FactTable) -> Iterator[str]:
    """A field that begins later than another would be carried back to days of which nobody says it."""
    first: dict[str, Day] = {}
    for row in table.under(name):
        first.setdefault(row.name.partition(".")[2], row.valid_from)
    earliest = min(first.values())
    late = [f"{field} ({iso(day)})" for field, day in first.items() if day > earliest]
    if late:
        yield f"{name} begins on {iso(earliest)}, but {', '.join(late)}; let all its fields begin on one day"


def _first_of(dealing: int) -> Day:
    """The first day of the program's profiles of a kind: before it there was nothing to trade."""
    known = facts(TABLE)
    return min(row.valid_from for name in names_in(known) if deals_in(name) == dealing for row in known.under(name))


def among_each_other(profile: AccountProfile, *, core_counts: bool = False) -> Iterator[str]:
    """Levels and clocks that contradict one another, as sentences; `core_counts` where a core of some kind is
    collateral.
    """
    cut, stop = profile.loss_cut_level, profile.voluntary_stop_level
    if stop <= max(cut, 1.0):
        yield f"voluntary_stop_level {stop:g} is no warning: the broker acts at {max(cut, 1.0):g}"
    if profile.grace and cut >= 1.0:
        yield f"loss_cut_level {cut:g} closes at every breach, so that grace {profile.grace} never runs; set grace to 0"
    if profile.grace == 0:
        idle = [
            name for name, value in (
                ("closing_delay", profile.closing_delay),
                ("recovery_counts", profile.recovery_counts),
                ("loss_cut_level", cut),
            ) if value
        ]  # fmt: skip
        if idle:
            yield f"grace 0 asks nobody and closes at once, so that {', '.join(idle)} have no effect; set them to 0"
    if profile.grace == NO_DEADLINE and cut == 0.0:
        yield "a call without a deadline and loss_cut_level 0: the broker never closes; one of them must end it"
    if profile.negative_cash and not (core_counts or profile.fund_is_collateral):
        yield "negative_cash 1 where the fund is no collateral: nothing stands for the debt; set it to 0"
