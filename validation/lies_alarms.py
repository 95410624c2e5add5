"""What is told of good files: those of `lies_honest.py`, and the files of public data beside the project."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from data.base.finding import Finding
from data.intake.check import check_file
from validation.lies_honest import Honest, honest
from validation.lies_public import quotes
from validation.lies_table import Table, write
from validation.lies_told import TODAY
from validation.public_data import FOLDERS

PUBLIC: dict[str, tuple[str, dict[str, str], str]] = {
    "btc_usd_daily.csv": ("index", {}, "24/7"),
    "spx_daily.csv": ("index", {}, "XNYS"),
    "sp500tr_daily.csv": ("index", {}, "XNYS"),
    "long/spx_daily_1927_1980.csv": ("index", {}, "XNYS-1928"),
    "vix_daily.csv": ("vix", {}, "XNYS"),
    "dtb3_daily.csv:percent:discount:13w": ("bills", {}, "XNYS"),
    "long/dtb3_daily_1954_1980.csv:percent:discount:13w": ("bills", {}, "XNYS"),
    "treasury_bill_rates_2024.csv:percent:discount:13w": ("bills", {"rate": "13w_disc"}, "XNYS"),
    "dgs1mo_daily.csv:percent:yield": ("bills-1m", {}, "XNYS"),
    "usdjpy_dexjpus_daily.csv": ("fx", {}, "XNYS"),
    "spx_dividend_yield_monthly.csv:percent": ("dividends", {}, "XNYS"),
    "long/spx_dividend_yield_monthly_1927_1980.csv:percent": ("dividends", {}, "XNYS"),
    "jpy_call_rate_monthly.csv:percent": ("jpy-rate", {"rate": "call_rate"}, "XNYS"),
    "jp_short_rates_monthly.csv:percent": ("jpy-rate", {"rate": "call_rate"}, "XNYS"),
    "shiller_monthly.csv": ("dividends", {"price": "sp500", "dividend": "dividend"}, "XNYS"),
    "fomc_dates.csv": ("events", {}, "XNYS"),
    "us_cpi_release_dates.csv": ("events", {}, "XNYS"),
    "shiller_monthly.csv:cape": ("valuation", {"value": "cape"}, "XNYS"),
}
"""Files of the folders of public data that are of a kind: with words, the kind, columns and the calendar."""
TRUE: dict[tuple[str, str], str] = {
    ("sp500tr_daily.csv", "looks-like-total-return"): "it is the total return index",
    ("vix_daily.csv", "not-a-session-vix"): "its rows of days without trading",
    ("vix_daily.csv", "sessions-without-value"): "the VIX is not known on four sessions",
    ("spx_daily_1927_1980.csv", "facts-end"): "the project has no dividend yields of those years in its facts",
    ("btc_usd_daily.csv", "missing-session"): "33 days are not in it",
    ("btc_usd_daily.csv", "wick-never-seen"): "a high of 15 beside closes of 3",
    ("btc_usd_daily.csv", "large-move"): "bitcoin did move by 30 to 56 % on these days",
    ("btc_usd_daily.csv", "stale-prices"): "three days with all four prices 11.7",
    ("lean_option_quotes_snapshots.csv", "quote-crossed"): "an ask of 0.05 below a bid of 0.10",
    ("lean_option_quotes_snapshots.csv", "spread-apart"): "20 points between bid and ask on the day of expiry",
}
"""Alarms that are plainly true, by file and check, and why."""


class Alarm(NamedTuple):
    """What is told of a good file."""

    file: str
    kind: str
    rows: int
    told: tuple[Finding, ...]

    def false(self) -> list[Finding]:
        """What should not have been told."""
        return [one for one in self.told if not self.why(one.check)]

    def why(self, check: str) -> str:
        """Why an alarm is true; empty for a false one."""
        return TRUE.get((Path(self.file).name, check), "")


def alarms(folder: Path) -> Iterator[Alarm]:
    """Of every good file: those made, and those of the folders that are there."""
    yield from made(folder)
    for where in FOLDERS:
        yield from _public(where)
    for name, table in quotes():
        yield _look(name, str(write(table, folder, name.removesuffix(".csv"))), table.kind, {}, "XNYS")


def made(folder: Path) -> Iterator[Alarm]:
    """Of the good files that need nothing but the project."""
    for number, (name, one) in enumerate(honest().items()):
        path = _write(one, folder, f"good{number}")
        yield _look(name, f"{path}{one.words}", one.kind, {}, one.calendar)


def _public(where: Path) -> Iterator[Alarm]:
    for text, (kind, columns, calendar) in PUBLIC.items():
        path = where / text.partition(":")[0]
        if path.exists():
            words = "" if kind == "valuation" else text.removeprefix(text.partition(":")[0])
            yield _look(f"{where.name}/{text.partition(':')[0]}", f"{path}{words}", kind, columns, calendar)


def _write(one: Honest, folder: Path, name: str) -> Path:
    if isinstance(one.content, Table):
        return write(one.content, folder, name)
    path = folder / f"{name}.csv"
    path.write_text("\n".join(one.content) + "\n", encoding="utf-8")
    return path


def _look(name: str, text: str, kind: str, columns: dict[str, str], calendar: str) -> Alarm:
    named: dict[Any, dict[str, str]] = defaultdict(dict, {kind: columns})
    try:
        about, found = check_file(text, kind, named, (None, None), calendar, today=TODAY)
    except KeyError as unknown:
        if unknown.args != (kind,):
            raise
        return Alarm(name, f"{kind} (not looked at)", 0, ())
    return Alarm(name, kind, int(about["rows"]), tuple(found))


def by_check(found: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each check."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.check] = counts.get(one.check, 0) + 1
    return counts
