"""`overlay data check`: everything that is wrong with files, at once."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.data_build import day_number, period_options, show_source, show_span
from engine.cli.markets import market_path
from engine.cli.options import as_json, language
from engine.cli.showing import print_json, printed
from engine.cli.values import Word
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.base.finding import Finding

_KINDS = (
    "market",
    "index",
    "vix",
    "bills",
    "bills-1m",
    "fx",
    "dividends",
    "jpy-rate",
    "yields",
    "futures",
    "chains",
    "valuation",
    "series",
    "events",
    "deviations",
    "regimes",
    "fund",
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE[:WORD]...")
@click.option("--kind", type=Word(_KINDS), help="What the files hold (default: what their shape says).")
@click.option(
    "--market",
    type=click.Path(path_type=Path),
    help="Market file that futures and chains are held against (default: the embedded market).",
)
@period_options
@as_json
@language
def check(
    *, files: tuple[str, ...], kind: str | None, market: Path | None, start: datetime | None, end: datetime | None,
    calendar: str,
    columns: tuple[str, ...], as_json: bool, language: str,
) -> None:  # fmt: skip
    """Tell everything that is wrong with files, each finding with line, column and value.

    Exit status 1 where there is an error, which would stop a build; warnings are kept in the market file.
    """
    from data.base.finding import errors  # noqa: PLC0415
    from data.intake.check import check_file  # noqa: PLC0415
    from data.intake.quotes.quote_fields import QUOTE_FIELDS  # noqa: PLC0415
    from data.intake.reading.column_names import FIELDS  # noqa: PLC0415
    from data.intake.source import parse_columns  # noqa: PLC0415

    named, period = parse_columns(columns, {**FIELDS, **QUOTE_FIELDS}), (day_number(start), day_number(end))
    beside = market_path(market) if market else None
    checked = [check_file(text, kind, named, period, calendar, market=beside) for text in files]
    if as_json:
        from data.base.told_periods import with_periods  # noqa: PLC0415

        rows = [{**with_periods(told), "findings": [one.plain() for one in found]} for told, found in checked]
        print_json("data-check", {"files": rows})
    else:
        for told, found in checked:
            _show(told, found, words(language))
    sys.exit(1 if any(errors(found) for _, found in checked) else 0)


def _show(told: "Mapping[str, Any]", found: "list[Finding]", say: Words) -> None:
    from data.base.finding import errors, lines  # noqa: PLC0415

    wrong = errors(found)
    doubtful = [one for one in found if one.severity != "error"]
    for line in lines(wrong, say.language):
        printed(say("data.error", text=line))
    for line in lines(doubtful, say.language):
        printed(say("data.warning", text=line))
    if "rows" in told and "first" in told:
        show_source(told, say)
    _show_held(told, say, doubted=bool(found))
    if "index" in told:
        printed(say("data.index", index=told["index"]))
    for column, of_column in told.get("columns_of_market", {}).items():
        for span in of_column.get("spans", ()):
            show_span(column, span, say, of_column.get("publisher") or "")
    count = {"errors": len(wrong), "warnings": len(doubtful)}
    printed(say("data.verdict" if found else "data.nothing", file=told["file"], **count))


def _show_held(told: "Mapping[str, Any]", say: Words, *, doubted: bool) -> None:
    """What the file was held against, or that there was nothing; of a file without rows neither."""
    held = told.get("held_against")
    for one in held or ():
        series, numbers = say(f"held.{one['against']}"), {name: f"{one[name]:,}" for name in ("rows", "agree")}
        other = told["kind"] == "index" and not doubted and 2 * one["agree"] < one["rows"]
        key = "data.held_other" if other else "data.held"
        printed(say(key, file=told["file"], series=series, within=one["within"], **numbers))
    if held == [] and told["rows"]:
        printed(say("data.held_nothing", file=told["file"]))


COMMANDS = (check,)
