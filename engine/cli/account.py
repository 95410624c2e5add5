"""`overlay account`: the terms of an account as they stood on a day, in words."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from data.base.days import day_of, iso
from data.base.errors import ConfigError
from engine.cli import completing
from engine.cli.options import as_json, day_option, language
from engine.cli.sheets import is_given, needed
from engine.cli.showing import print_json
from engine.cli.values import AMOUNT, SHARE
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.questions.account_terms import Asked
    from engine.questions.term import Term

LAST_YEAR = 9998
"""The last one after each day of which there is a deadline."""


@click.command()
@click.argument("profile", required=False, metavar="[PROFILE]", shell_complete=completing.profile_names)
@day_option("--on", explained="Terms as they stood on this day (default: today).")
@click.option("--file", help="CSV of account profiles of one's own, checked.")
@click.option("--core", default="mmf", show_default=True, metavar="FUND", help="What the core is: mmf, BIL, SGOV, ...")
@click.option("--sources", is_flag=True, help="Who says so, and how sure that is.")
@click.option("--fall", type=SHARE, help="A fall of what is held, such as 5%: the call that it brings.")
@click.option("--value", type=AMOUNT, help="Value of the positions before the fall; negative: sold.")
@click.option("--cash", type=AMOUNT, help="Cash in the account before it.")
@click.option("--fund", type=AMOUNT, help="Value of the core that lies in the account.  [default: 0]")
@click.option(
    "--required", type=SHARE, help="What is asked to keep them after it: an amount, or a share of their value then."
)
@click.option("--initial", type=SHARE, help="What is asked to open them, where a call asks for that.")
@as_json
@language
def account(
    *, profile: str | None, on: date | None, file: str | None, core: str, sources: bool, as_json: bool, language: str,
    **held: float | None,
) -> None:  # fmt: skip
    """The terms of an account in words, in the order of a margin call's life, with clock times in New York and Tokyo;
    without PROFILE a line for each account that is known. With --fall the margin call that a fall brings comes first.
    \f
    Raises `ConfigError` for an account, a core or a file that is not known, a day too late, and a fall that cannot be.
    """
    from engine.account.profile_file import profile_table  # noqa: PLC0415
    from engine.account.profiles import deals_in, names_in  # noqa: PLC0415
    from engine.questions.account_terms import Asked, account_terms, plain_terms  # noqa: PLC0415
    from engine.questions.fx_account_terms import with_fx_accounts  # noqa: PLC0415
    from engine.report.account_table import account_list, source_table, term_table  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415

    if on and on.year > LAST_YEAR:
        raise ConfigError(f"--on {on}: should be a day up to the year {LAST_YEAR}")
    day = day_of(on or datetime.now(UTC).date())
    table = profile_table(file) if file else with_fx_accounts(profile_table(None))
    say, screen = words(language), console()
    names = sorted(names_in(table), key=lambda name: deals_in(name, table)) if profile is None else (profile,)
    asked = [Asked(name, day, core, table) for name in names]
    fallen = _fallen(asked, **held)
    found = {one.name: plain_terms([*fallen, *account_terms(one)]) for one in asked}
    for one in (term for terms in found.values() for term in terms):
        one["text"] = say(f"account.{one['code']}", **one["values"])
    if as_json:
        told = [{"name": name, "terms": terms} for name, terms in found.items()]
        print_json("account", {"date": iso(day), "core": core, "accounts": told})
    elif profile is None:
        screen.print(account_list(found, say("account.list_title", date=iso(day)), say))
    else:
        screen.print(term_table(found[profile], say("account.title", name=profile, date=iso(day)), say))
        if sources:
            screen.print(source_table(found[profile], say))


def _fallen(asked: "Sequence[Asked]", **held: float | None) -> "list[Term]":
    """What a fall asks, where one is named. Raises `click.UsageError` for amounts without it, and where it has no one
    account, `ConfigError` for an amount that is lacking.
    """
    given = [f"--{name}" for name, value in held.items() if value is not None]
    if not given:
        return []
    if held["fall"] is None or not is_given("profile"):
        raise click.UsageError(f"{given[0]} has no effect without {'PROFILE' if '--fall' in given else '--fall'}")
    from engine.questions.account_terms import profile_of  # noqa: PLC0415
    from engine.questions.after_fall import Held, after_fall  # noqa: PLC0415

    value = needed(held["value"], "--value, what the positions are worth before the fall")
    cash = needed(held["cash"], "--cash, what lies in the account before the fall")
    required = needed(held["required"], "--required, what the broker asks for the positions after the fall")
    initial = required if held["initial"] is None else held["initial"]
    return [after_fall(Held(cash, held["fund"] or 0.0, value, required, initial), held["fall"], profile_of(asked[0]))]


COMMANDS = (account,)
