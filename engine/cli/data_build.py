"""`overlay data build`: one market file from files of one's own."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import Command, as_json, force, language
from engine.cli.showing import print_json, printed
from engine.cli.values import Ranged
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.intake.bond_yields import Bond
    from data.intake.source import Kind, Source
    from data.market.market import Market

_FILES = {
    "index": "Index: closes, if possible with open, high and low. FILE[:mdy|dmy][:point|comma]",
    "vix": "VIX; the proxy stands in where it is missing.",
    "bills": "Treasury bill rates. FILE[:percent|decimal][:discount|yield][:13w]",
    "bills-1m": "One-month bills (default: not known). FILE[:percent|decimal][:discount|yield]",
    "fx": "Yen per dollar (default: not known). FILE[:jpyusd]",
    "dividends": "Dividend yield of the index (default: facts by month). FILE[:percent|decimal]",
    "jpy-rate": "Japanese overnight rate (default: not known). FILE[:percent|decimal]",
    "yields": "Yields of bonds, of which --contract makes the index. FILE[:percent|decimal]",
}


DAY = click.DateTime(formats=["%Y-%m-%d"])


def period_options(command: Command) -> Command:
    """First and last day, calendar, and names of columns: what `build` and `check` have in common."""
    for option in (
        click.option(
            "--columns", multiple=True, metavar="KIND.FIELD=NAME", help="A column by name: index.close=Schluss."
        ),
        click.option("--calendar", default="XNYS", show_default=True, help="Exchange whose sessions count."),
        click.option("--end", type=DAY, metavar="DATE", help="Last day (default: the last of the file)."),
        click.option("--start", type=DAY, metavar="DATE", help="First day (default: the first of the file)."),
    ):
        command = option(command)
    return command


def file_options(command: Command) -> Command:
    """One option for each kind of file."""
    # Click's help shows the option first that was applied last
    for kind, text in reversed(_FILES.items()):
        command = click.option(
            f"--{kind}",
            f"file_{kind.replace('-', '_')}",
            metavar="FILE",
            multiple=True,
            help=text,
        )(command)
    return command


@click.command()
@file_options
@period_options
@click.option("--contract", metavar="ROOT", help="The bond future for whose market --yields are, such as ZN or JGBL.")
@click.option(
    "--coupon",
    type=Ranged(0.0, 0.2),
    help="Coupon of the bonds delivered into it, 0.02 for 2 % (default: the notional one).",
)
@click.option("--starts", type=DAY, metavar="DATE", help="First session of runs; rows before it serve rules.")
@click.option(
    "--publisher",
    "publishers",
    multiple=True,
    metavar="KIND=TEXT",
    help="Who published a file: vix=Cboe; of several: FILE=TEXT.",
)
@click.option(
    "--derived", multiple=True, metavar="TEXT", help="Rows whose source begins so were computed, not published."
)
@click.option("--index-name", default="unknown", show_default=True, help="Which index it is, such as SPX or N225.")
@click.option(
    "--fix", "fixes", multiple=True, metavar="RULE", help="Mend what a finding names, such as drop-duplicates."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Market file to write (Parquet).")
@force
@as_json
@language
def build(
    *, start: datetime | None, end: datetime | None, calendar: str, columns: tuple[str, ...], fixes: tuple[str, ...],
    contract: str | None, coupon: float | None, index_name: str, starts: datetime | None, publishers: tuple[str, ...],
    derived: tuple[str, ...], output: Path,
    force: bool,
    as_json: bool, language: str, **files: tuple[str, ...],
) -> None:  # fmt: skip
    """Merge CSV, Excel or Parquet files of your own into one market file, for --market. Two
    files of one series: name the option twice.

    Nothing is guessed and nothing mended unasked; what is wrong is told with its line. See docs/data.md.
    """
    from data.intake.build import Plan, build_market  # noqa: PLC0415
    from data.intake.market_file import refuse_existing, write_market  # noqa: PLC0415

    refuse_existing(output, force=force)
    sources, period = _sources(files, columns, publishers), (day_number(start), day_number(end))
    bond = _bond(contract, coupon)
    market = build_market(Plan(sources, *period, calendar, fixes, index_name, day_number(starts), derived, bond))
    write_market(market, output, force=force)
    if as_json:
        from data.base.told_periods import with_periods  # noqa: PLC0415

        named = {"file": str(output), "market_sha256": market.digest, "index": market.index}
        print_json("data-build", {**named, "origin": with_periods(market.origin)})
    else:
        _show(market, output, words(language))


def _bond(contract: str | None, coupon: float | None) -> "Bond | None":
    from data.intake.bond_yields import bond_of  # noqa: PLC0415

    if contract is None and coupon is not None:
        raise click.UsageError("--coupon is that of bonds delivered into a future: name it with --contract, such as ZN")
    return None if contract is None else bond_of(contract, coupon)


def day_number(when: datetime | None) -> int | None:
    """The day number of a date from the command line; None of none."""
    from data.base.days import day_of  # noqa: PLC0415

    return day_of(when.date()) if when else None


def _sources(
    files: dict[str, tuple[str, ...]], columns: tuple[str, ...], publishers: tuple[str, ...]
) -> "dict[Kind, list[Source]]":
    from dataclasses import replace  # noqa: PLC0415

    from data.intake.reading.column_names import FIELDS  # noqa: PLC0415
    from data.intake.source import KINDS, parse_columns, parse_publishers, parse_source, several  # noqa: PLC0415

    named = parse_columns(columns, FIELDS)
    given = {kind: files[f"file_{kind.replace('-', '_')}"] for kind in KINDS}
    sources = {
        kind: several(kind, [parse_source(kind, text, named[kind]) for text in texts])
        for kind, texts in given.items()
        if texts
    }
    names = [source.name for of_kind in sources.values() if len(of_kind) > 1 for source in of_kind]
    who = parse_publishers(publishers, [*sources, *names])
    return {
        kind: [replace(one, publisher=who.get(one.name, who.get(kind, ""))) for one in of_kind]
        for kind, of_kind in sources.items()
    }


def _show(market: "Market", path: Path, say: Words) -> None:
    from data.base.days import iso  # noqa: PLC0415
    from data.base.finding import sentence  # noqa: PLC0415

    origin = market.origin
    for source in origin["sources"]:
        show_source(source, say)
        if "overlap" in source:
            told = {name: source["overlap"][name] for name in ("against", "rows", "agree")}
            printed(say("data.overlap", kind=source["kind"], file=source["file"], **told))
    for repair in origin["repairs"]:
        if repair["rows"]:
            printed(say("data.repair", **repair))
    done = {repair["fix"] for repair in origin["repairs"] if repair["rows"]}
    for fix in dict.fromkeys(repair["fix"] for repair in origin["repairs"] if repair["fix"] not in done):
        printed(say("data.unneeded", fix=fix))
    for warning in origin["warnings"]:
        more = say("data.more", count=warning["count"] - 1) if warning["count"] > 1 else ""
        printed(say("data.warning", text=sentence(warning, say.language)) + more)
    _show_columns(origin["columns"], say)
    span = {"first": iso(market.days[0]), "last": iso(market.days[-1])}
    printed(say("data.index", index=market.index))
    printed(say("data.bills", months=market.bill_months))
    if market.starts > market.days[0]:
        printed(say("data.starts", date=iso(market.starts)))
    printed(say("data.built", path=path, count=len(market), calendar=market.calendar.name, **span))


def _show_columns(columns: "Mapping[str, Mapping[str, Any]]", say: Words) -> None:
    """Columns without a file, with the option that brings one; and sources of which values are derived."""
    for column, told in columns.items():
        if "option" in told:
            key = "data.stands_in" if told["source"] else "data.unknown"
            printed(say(key, column=column, source=told["source"], option=told["option"]))
        for span in told.get("spans", ()):
            if span["derived"] and not span["source"].startswith("data/facts/"):
                show_span(column, span, say)


def show_source(told: "Mapping[str, Any]", say: Words) -> None:
    """A file that was read: what it holds, its rows, and what was done in reading it."""
    from data.base.saying import worded  # noqa: PLC0415

    printed(say("data.source", **{name: told[name] for name in ("kind", "file", "rows", "first", "last")}))
    for note in told.get("notes", ()):
        printed(say("data.note", file=told["file"], text=worded(note, say.language)))


def show_span(column: str, span: "Mapping[str, Any]", say: Words, publisher: str = "") -> None:
    """A source of a column, beside the publisher of its file, with its first and last session."""
    key = "data.derived" if span["derived"] else "data.span"
    source = span["source"]
    if publisher not in {"", source} and not source.startswith("data/facts/"):
        source = f"{source} ({publisher})"
    printed(say(key, column=column, source=source, first=span["first"], last=span["last"]))


COMMANDS = (build,)
