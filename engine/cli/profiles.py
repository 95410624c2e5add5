"""`overlay profiles`: how brokers treat an account, those that are known or those of a file."""

import sys
from typing import Any

import click

from engine.cli.options import as_json
from engine.cli.showing import print_json, printed

ABREAST = 3
"""Profiles side by side on a console of 80 columns."""


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@as_json
def profiles(*, file: str | None, as_json: bool) -> None:
    """Account profiles, field by field as they stand now; with FILE those of a file of one's own, checked.

    A file is checked row by row, and an account at each of its brokers lives through a crash. Exit status 1 where
    something is wrong with it.
    """
    from engine.account.profile_file import profile_table  # noqa: PLC0415
    from engine.account.profiles import profile_rows  # noqa: PLC0415
    from engine.kits.check_profile import check_profile  # noqa: PLC0415

    wrong = check_profile(file) if file else []
    rows = [] if wrong else profile_rows(profile_table(file))
    if as_json:
        print_json("profiles", {"profiles": rows, "findings": wrong})
    else:
        _show(rows, wrong, file)
    if wrong:
        sys.exit(1)


def _show(rows: list[dict[str, Any]], wrong: list[str], file: str | None) -> None:
    from engine.report.console import console, profile_table  # noqa: PLC0415

    for sentence in wrong:
        printed(sentence)
    for first in range(0, len(rows), ABREAST):
        console().print(profile_table(rows[first : first + ABREAST]))
    if file and not wrong:
        printed(f"{file}: sound")


COMMANDS = (profiles,)
