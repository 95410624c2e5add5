"""Bad files of people: a valid small one of a kind, changed by chance or put in the place of a bomb, and a command that
reads it.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from validation.hostile import rng_of
from validation.hostile_bombs import BOMBS
from validation.hostile_run import Attempt
from validation.hostile_tables import FLEX, ICS, TABLES, Table, market, written

Rng = np.random.Generator
FORMS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932", "xlsx", "xls", "parquet", "zip")
VALUES = (
    "", " ", "nan", "inf", "-inf", "1e400", "-1e308", "1e-320", "0", "-0.0", "-1", "1" * 20, "9" * 400, "1,234", "1.234,5", "1e5",
    "0x10", "1_000", "٣٤", "１２３", "②", "½", "−5", "(5)", "5-", "$5", "5%", "%", "true", "#REF!", "=1+1", "@x", "2015-02-30",
    "0001-01-01", "9999-12-31", "10000-01-01", "-2015-01-01", "20150101", "99999999999999999999", "01/02/2015", "1.2.2015",
    "2015-01-02T25:00", "2015-01-02 00:00:00+99:99", "2015W53", "2015-Q9", "1900-02-29", "43000", "-1", "1e9", "x" * 300,
    "x" * 40_000, "\x00", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "\u0000\u2028", "a\nb", "a\rb", '"', '""', "'", ",", ";", "\t", "|",
    "ESZ99", "ESF15", "ES999999", "999912", "000000", "SPX", "None", "NULL", "{}", "[1", "<a>", "&amp;", "%s", "{0}", "{x}", "\\",
    "../../etc/passwd", "C", "Z", "buy", "EUR", "cash", "2015-03-10", "2100-06-18", "Date", "date", "close",
)  # fmt: skip
CONFIG = {
    "events": '[cash_events]\nfile = "{}"\n[overlay]\n',
    "deviations": '[cash_override]\nfile = "{}"\n',
    "regimes": '[regimes]\nfile = "{}"\n',
}
KEYS = {
    "valuation": ("cash", "cash_valuation.file"), "series": ("cash", "cash_conditions.file"), "events": ("A", "events.file"),
    "regimes": ("A", "regimes.file"), "fund": ("A", "fund.file"), "rates": ("fx", "fx.rates_file"),
    "trades": ("fx_trades", "fx_trades.record_file"), "deviations": ("cash", "cash_override.file"),
    "profile": ("A", "account.profile_file"), "cash_events": ("cash", "cash_events.file"),
}  # fmt: skip
_PERIOD = ("--period", "2015-02-02..2015-02-06", "--out", "out")


def attempt(seed: int, folder: Path) -> Attempt:
    """What is tried with a seed in an empty folder."""
    rng = rng_of(seed)
    kind = str(rng.choice([*TABLES, "market", "flex", "ics", "market", "flex", "ics"]))
    bad = folder / "input.csv"
    what = _bomb(rng, kind, bad) if rng.random() < 0.35 else _changed(rng, kind, bad)
    (folder / "out").mkdir()
    (folder / "out" / "kept").write_text("kept")
    argv = _command(rng, kind, folder)
    keeps = (bad, folder / "out" / "kept") if bad.is_file() and not bad.is_symlink() else (folder / "out" / "kept",)
    return Attempt(f"{what}: {kind}", argv, folder, keeps=keeps)


def _bomb(rng: Rng, kind: str, path: Path) -> str:
    name = str(rng.choice(list(BOMBS)))
    BOMBS[name](path, TABLES.get(kind, TABLES["index"])())
    return name


def _changed(rng: Rng, kind: str, path: Path) -> str:
    """One to five changes of a valid file, of its table or of its bytes."""
    edits = int(rng.integers(1, 6))
    if kind in {"market", "flex", "ics"} or rng.random() < 0.25:
        content = {"market": market(), "flex": FLEX.encode(), "ics": ICS.encode()}.get(kind, b"")
        content = content or written(TABLES[kind](), str(rng.choice(FORMS)))
        for _ in range(edits):
            content = BYTES[int(rng.integers(len(BYTES)))](rng, content)
        path.write_bytes(content)
        return "changed bytes"
    table = TABLES[kind]()
    for _ in range(edits):
        table = EDITS[int(rng.integers(len(EDITS)))](rng, table) or [[""]]
    form = str(rng.choice(FORMS))
    if form == "parquet" and len(table) < 2:
        form = "utf-8"
    try:
        path.write_bytes(written(table, form))
    except (ValueError, OSError, KeyError):  # a value that this format cannot have
        path.write_bytes(written(table, "utf-8"))
    return f"changed table, {form}"


def _place(rng: Rng, table: Table) -> tuple[int, int]:
    row = int(rng.integers(len(table)))
    return row, int(rng.integers(max(len(table[row]), 1)))


def _cell(rng: Rng, table: Table) -> Table:
    row, column = _place(rng, table)
    if table[row]:
        table[row][column] = str(VALUES[int(rng.integers(len(VALUES)))])
    return table


def _column(rng: Rng, table: Table) -> Table:
    column, value = _place(rng, table)[1], str(VALUES[int(rng.integers(len(VALUES)))])
    return [table[0], *([*row[:column], value, *row[column + 1 :]] for row in table[1:])]


def _header(rng: Rng, table: Table) -> Table:
    column = int(rng.integers(max(len(table[0]), 1)))
    other = str(rng.choice([*VALUES[:20], *table[0], "Date", "Close", "expiry", "value"]))
    return [[*table[0][:column], other, *table[0][column + 1 :]], *table[1:]]


def _dropped(rng: Rng, table: Table) -> Table:
    column = _place(rng, table)[1]
    return [[*row[:column], *row[column + 1 :]] for row in table]


def _turned(rng: Rng, table: Table) -> Table:
    return [table[0], *(table[1:][place] for place in rng.permutation(len(table) - 1))]


def _few(rng: Rng, table: Table) -> Table:
    return table[: int(rng.integers(1, 4))]


def _twice(rng: Rng, table: Table) -> Table:
    row = _place(rng, table)[0]
    return [*table[: row + 1], *table[row:]]


def _wide(rng: Rng, table: Table) -> Table:
    row = _place(rng, table)[0]
    return [*table[:row], [*table[row], *["x"] * int(rng.integers(1, 30))], *table[row + 1 :]]


def _shifted(rng: Rng, table: Table) -> Table:
    year = str(rng.choice(["0001", "1799", "1899", "1928", "2199", "9999", "2999"]))
    return [table[0], *([cell.replace("2015", year) for cell in row] for row in table[1:])]


EDITS: tuple[Callable[[Rng, Table], Table], ...] = (
    _cell, _cell, _cell, _cell, _column, _header, _dropped, _turned, _few, _twice, _wide, _shifted,
)  # fmt: skip


def _flip(rng: Rng, content: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(int(rng.integers(1, 9))):
        if found:
            found[int(rng.integers(len(found)))] = int(rng.integers(256))
    return bytes(found)


def _cut(rng: Rng, content: bytes) -> bytes:
    return content[: int(rng.integers(len(content) + 1))]


def _insert(rng: Rng, content: bytes) -> bytes:
    at = int(rng.integers(len(content) + 1))
    piece = rng.bytes(5) if rng.random() < 0.4 else VALUES[int(rng.integers(len(VALUES)))].encode("utf-8", "replace")
    return content[:at] + piece + content[at:]


def _again(rng: Rng, content: bytes) -> bytes:
    first, last = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return content[:last] + content[first:]


def _without(rng: Rng, content: bytes) -> bytes:
    first, last = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return content[:first] + content[last:] if last - first < 2_000 else content


def _number(rng: Rng, content: bytes) -> bytes:
    import re  # noqa: PLC0415

    found = list(re.finditer(rb'(?<=")[\w.+-]+(?=")|\d+', content))
    if not found:
        return content
    one, value = found[int(rng.integers(len(found)))], VALUES[int(rng.integers(len(VALUES)))]
    return content[: one.start()] + value.encode("utf-8", "replace") + content[one.end() :]


BYTES = _flip, _cut, _insert, _again, _without, _number, _number


def _command(rng: Rng, kind: str, folder: Path) -> tuple[str, ...]:
    """A command line that reads the file."""
    check = ("data", "check", "input.csv", *(("--kind", _checked(kind)) if rng.random() < 0.5 else ()))
    choices = [(*check, *(("--json",) if rng.random() < 0.2 else ()))]
    if kind in {"index", "vix", "bills", "bills-1m", "fx", "dividends", "jpy-rate", "yields"}:
        choices += [_build(rng, kind, folder)] * 2
    if kind in {"futures", "pairs"}:
        choices += [("run", "--futures", "input.csv", "--set", "futures.prices=quoted", *_PERIOD)] * 2
    if kind == "chains":
        choices += [("run", "--pattern", "B", "--chains", "input.csv", *_PERIOD)] * 2
    if kind == "market":
        choices += [("run", "--market", "input.csv", *_PERIOD), ("tonight", "--market", "input.csv"),
                    ("data", "check", "--kind", "futures", "input.csv", "--market", "input.csv")]  # fmt: skip
    if kind in {"flex", "statement"}:
        choices = [("state", "from", "input.csv", "--period", "2015-01-02..2015-03-31")]
    if kind == "trades":
        choices += [("expectancy", "--record", "input.csv", "--paths", "10", "--capital", "1000")] * 2
    if kind == "benchmark":
        choices = [("compare", "--pattern", "core", "--benchmark", "input.csv", *_PERIOD)]
    if kind == "family":
        choices = [("profiles", "input.csv"), ("run", "--set", "account.profile_file=input.csv", *_PERIOD)]
    if kind == "series":
        choices += [_with_series(folder)]
    key = {"ics": "events"}.get(kind, kind)
    if key in KEYS:
        pattern, name = KEYS["cash_events" if key == "events" and rng.random() < 0.5 else key]
        choices += [("run", "--pattern", pattern, "--set", f"{name}=input.csv", *_PERIOD)] * 2
    return tuple(choices[int(rng.integers(len(choices)))])


def _checked(kind: str) -> str:
    other = {"pairs": "futures", "benchmark": "index", "rates": "fx", "trades": "series", "statement": "series",
             "family": "series", "flex": "events", "ics": "events"}  # fmt: skip
    return other.get(kind, kind)


def _build(rng: Rng, kind: str, folder: Path) -> tuple[str, ...]:
    given = []
    for one in {"index", "bills", kind} if kind != "yields" else {"yields", "bills"}:
        name = "input.csv" if one == kind else f"{one}.csv"
        if one != kind:
            (folder / name).write_bytes(written(TABLES[one](), "utf-8"))
        given += [f"--{one}", name]
    fix = ("--fix", str(rng.choice(["drop-duplicates", "sort", "drop-closed"]))) if rng.random() < 0.2 else ()
    bond = ("--contract", "ZN") if kind == "yields" else ()
    return ("data", "build", *given, *bond, *fix, "-o", "out/market.parquet")


def _with_series(folder: Path) -> tuple[str, ...]:
    text = 'pattern = "cash"\n[cash_series.own]\nfile = "input.csv"\nedges = [4.2]\nasks = [0.0, 0.1]\n'
    (folder / "series.toml").write_text(text)
    return ("run", "series.toml", *_PERIOD)
