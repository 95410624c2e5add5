"""Every command that writes, in a small folder of its own: what is killed in `hostile_kills`."""

import csv
import sys
from collections.abc import Callable, Container
from contextlib import chdir, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from data.base.days import day_of
from data.fetch.store import Record, Store, sha256
from mmf_overlay import main

MONTH = ("--period", "2008-01")
YEARS = ("--period", "2005-2008")
JOURNAL = ("--in", "paper")
OPENED = "--from 2008-01-02"


class Scene(NamedTuple):
    """A command line, or a call in its place; files that it may replace, and the command that comes after a kill where
    it is not the same once more.
    """

    name: str
    argv: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    call: Callable[[], object] | None = None


def _overlay(line: str, *replaces: str, more: tuple[str, ...] = (), after: str = "") -> Scene:
    words = line.split()
    name = " ".join(word for word in words[:2] if word.isalpha() and word.islower())
    return Scene(name, (*words, *more), replaces, tuple(after.split()))


def fetch() -> None:
    """Keep a fetched file and its record, as `overlay data fetch` does once it has the body."""
    store, day = Store(Path("fetched")), date(2024, 3, 15)
    with store.part() as part:
        part.write_text("date,close\n2024-03-15,1\n" * 5_000)
        store.keep(part, _record(part, day))


def _record(part: Path, day: date) -> Record:
    now = datetime(2024, 3, 15, tzinfo=UTC)
    return Record("vix", "vix.csv", "https://example.org/vix.csv", now, now, sha256(part), part.stat().st_size, day)


SCENES = (
    _overlay("run", more=MONTH),
    _overlay("compare --patterns A,core --resamples 100", more=MONTH),
    _overlay("sweep --vary overlay.ratio=0.1,0.2,0.3 --curves", more=YEARS),
    _overlay("survive --paths 20 --histories 3 --years 1 --picture map.svg", "map.svg"),
    _overlay("worth --paths 0 --resamples 100", more=YEARS),
    _overlay("hand --paths 20 --histories 2 --years 1 --rates 0.02 --vary overlay.ratio=0.1,0.2 "
             "--vary cash.buffer=0.2 --to hand.html --force", "hand.html"),
    _overlay("portfolio two.toml"),
    _overlay("break latest --draws 100 --days 1 --report break.html --force", "break.html"),
    _overlay("size --bear 10% --paths 0", more=YEARS),
    _overlay("rerun first"),
    _overlay("export first --table equity --to equity.csv --force", "equity.csv"),
    _overlay("export first --table ledger --to ledger.xlsx --force", "ledger.xlsx"),
    _overlay("export first --table equity --to equity.parquet --force", "equity.parquet"),
    _overlay("report first --to report.html --force", "report.html"),
    _overlay("report first --picture equity.svg --force", "equity.svg"),
    _overlay("plan --yes --no-check --to plan.toml --force", "plan.toml"),
    _overlay("calendar rolls --year 2024 --ics rolls.ics --force", "rolls.ics"),
    _overlay("tonight --as-of 2008-01-15 --ics tonight.ics --force", "tonight.ics", more=("--period", "2007..2008-01")),
    _overlay("data synth --years 1 --to synth.parquet --truth truth.parquet --force", "synth.parquet", "truth.parquet"),
    _overlay("data build --index index.csv --vix vix.csv --bills bills.csv:yield:13w:decimal "
             "--fix drop-non-sessions --index-name SPX -o "
             "built.parquet --force",
             "built.parquet"),
    _overlay(f"paper start another {OPENED}", after=f"paper start third {OPENED} --in paper", more=JOURNAL),
    _overlay("paper step begun --until 2008-01-31", "paper/begun", more=JOURNAL),
    _overlay("paper remark --journal begun seen", "paper/begun", more=JOURNAL),
    _overlay("paper export begun", more=JOURNAL),
    Scene("data fetch", (), ("fetched/vix.csv", "fetched/vix.json"), call=fetch),
)  # fmt: skip
PREPARED = tuple(
    scene for scene in SCENES if scene.replaces and scene.call is None and not scene.name.startswith("paper")
)
"""Those whose files are there before they are written over."""
TWO = """name = "two"
capital = 1000000.0
period = "2008-01"
[accounts.fund]
share = 0.5
pattern = "core"
[accounts.futures]
share = 0.5
pattern = "A"
"""


def prepare(folder: Path, only: Container[str] | None = None) -> None:
    """Fill a folder with what the scenes (of some names `only`) read, and with results that nothing may harm."""
    folder.mkdir(parents=True, exist_ok=True)
    with chdir(folder):
        Path("two.toml").write_text(TWO)
        _series()
        begun = ("paper", "start", "begun", "--from", "2008-01-02", *JOURNAL)
        until = ("paper", "step", "begun", "--until", "2008-01-08", *JOURNAL)
        for argv in (("run", "--set", "name=first", *MONTH), begun, until):
            command(argv)
        (run,) = Path("results").glob("*T*")
        run.rename("results/first")
        Path("fetched").mkdir()
        body = Path("fetched/vix.csv")
        body.write_text("date,close\n2024-03-14,1\n")
        Store(Path("fetched")).note(_record(body, date(2024, 3, 14)))
        for scene in PREPARED:
            if only is None or scene.name in only:
                command(scene.argv)


def command(argv: tuple[str, ...]) -> None:
    """Run a command in this process. Raises `SystemExit` where it fails."""
    try:
        with mock.patch.object(sys, "argv", ["overlay", *argv]), redirect_stdout(StringIO()):
            main()
    except SystemExit as ended:
        if ended.code:
            raise


def _series() -> None:
    """A year of an index, of its VIX and of bills as files of a user's own."""
    first = day_of(date(2007, 1, 1))
    days = [date(2007, 1, 1) + timedelta(one) for one in range(day_of(date(2007, 12, 31)) - first)]
    rows = [(day, place) for place, day in enumerate(days) if day.weekday() < 5]
    for name, value in (("index", 1400.0), ("vix", 15.0), ("bills", 0.04)):
        with Path(f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(("date", "close"))
            table.writerows((day.isoformat(), round(value * (1 + 0.001 * (place % 7)), 6)) for day, place in rows)
