"""`overlay account`: the terms of an account as they stood on a day, in words."""

from datetime import UTC, date, datetime

import click

from data.base.days import day_of, iso
from data.base.errors import ConfigError
from engine.cli.options import as_json, day_option, language
from engine.cli.showing import print_json
from engine.words import words

LAST_YEAR = 9998
"""The last one after each day of which there is a deadline."""


@click.command()
@click.argument("profile", required=False, metavar="[PROFILE]")
@day_option("--on", explained="Terms as they stood on this day (default: today).")
@click.option("--file", help="CSV of account profiles of one's own, checked.")
@click.option("--core", default="mmf", show_default=True, metavar="FUND", help="What the core is: mmf, BIL, SGOV, ...")
@click.option("--sources", is_flag=True, help="Who says so, and how sure that is.")
@as_json
@language
def account(
    *, profile: str | None, on: date | None, file: str | None, core: str, sources: bool, as_json: bool, language: str
) -> None:
    """The terms of an account in words, in the order of a margin call's life, with clock times in New York and Tokyo;
    without PROFILE a line for each account that is known.
    """
    from engine.account.profile_file import profile_table  # noqa: PLC0415
    from engine.account.profiles import names_in  # noqa: PLC0415
    from engine.questions.account_terms import Asked, account_terms, plain_terms  # noqa: PLC0415
    from engine.questions.fx_account_terms import with_fx_accounts  # noqa: PLC0415
    from engine.report.account_table import account_list, source_table, term_table  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415

    if on and on.year > LAST_YEAR:
        raise ConfigError(f"--on {on}: should be a day up to the year {LAST_YEAR}")
    day = day_of(on or datetime.now(UTC).date())
    table = profile_table(file) if file else with_fx_accounts(profile_table(None))
    say, screen = words(language), console()
    asked = [Asked(name, day, core, table) for name in (names_in(table) if profile is None else (profile,))]
    found = {one.name: plain_terms(account_terms(one)) for one in asked}
    for one in (term for terms in found.values() for term in terms):
        one["text"] = say(f"account.{one['code']}", **one["values"])
    if as_json:
        print_json({"date": iso(day), "core": core, "accounts": found})
    elif profile is None:
        screen.print(account_list(found, say("account.list_title", date=iso(day)), say))
    else:
        screen.print(term_table(found[profile], say("account.title", name=profile, date=iso(day)), say))
        if sources:
            screen.print(source_table(found[profile], say))


COMMANDS = (account,)
