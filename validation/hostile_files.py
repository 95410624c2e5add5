"""Bad files of people: a valid small one of a kind, changed by chance or put in the place of a bomb, and a command that
reads it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from data.intake.source import KINDS
from validation.hostile import rng_of
from validation.hostile_bombs import BOMBS
from validation.hostile_changes import BYTES, EDITS
from validation.hostile_run import Attempt
from validation.hostile_tables import FLEX, ICS, TABLES, market, written

Rng = np.random.Generator
FORMS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932", "xlsx", "xls", "parquet", "zip")
_PERIOD = ("--period", "2015-02-02..2015-02-06", "--out", "out")
ALONE = frozenset(("flex", "statement", "benchmark", "family"))
"""Kinds that `overlay data check` knows nothing of."""


def _set(pattern: str, name: str) -> tuple[str, ...]:
    return ("run", "--pattern", pattern, "--set", f"{name}=input.csv", *_PERIOD)


_FROM = ("state", "from", "input.csv", "--period", "2015-01-02..2015-03-31")
_FUTURES = ("run", "--futures", "input.csv", "--set", "futures.prices=quoted", *_PERIOD)
_RECORD = ("expectancy", "--record", "input.csv", "--paths", "10", "--capital", "1000")
OWN: Mapping[str, Sequence[tuple[str, ...]]] = {
    "futures": (_FUTURES, _FUTURES),
    "pairs": (_FUTURES, _FUTURES),
    "chains": (("run", "--pattern", "B", "--chains", "input.csv", *_PERIOD),),
    "market": (
        ("run", "--market", "input.csv", *_PERIOD),
        ("tonight", "--market", "input.csv"),
        ("data", "check", "--kind", "futures", "input.csv", "--market", "input.csv"),
    ),
    "flex": (_FROM,),
    "statement": (_FROM,),
    "trades": (_RECORD, _RECORD, _set("fx_trades", "fx_trades.record_file")),
    "benchmark": (("compare", "--pattern", "core", "--benchmark", "input.csv", *_PERIOD),),
    "family": (("profiles", "input.csv"), _set("A", "account.profile_file")),
    "valuation": (_set("cash", "cash_valuation.file"),),
    "series": (_set("cash", "cash_conditions.file"),),
    "events": (_set("A", "events.file"), _set("cash", "cash_events.file")),
    "ics": (_set("A", "events.file"), _set("cash", "cash_events.file")),
    "regimes": (_set("A", "regimes.file"),),
    "fund": (_set("A", "fund.file"),),
    "rates": (_set("fx", "fx.rates_file"),),
    "deviations": (_set("cash", "cash_override.file"),),
}
"""Commands that read a kind besides those for files of a market."""


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


def _command(rng: Rng, kind: str, folder: Path) -> tuple[str, ...]:
    """A command line that reads the file."""
    check = ("data", "check", "input.csv", *(("--kind", _checked(kind)) if rng.random() < 0.5 else ()))
    choices = [*OWN.get(kind, ())]
    if kind not in ALONE:
        choices.append((*check, *(("--json",) if rng.random() < 0.2 else ())))
    if kind in KINDS:
        choices += [_build(rng, kind, folder)] * 2
    if kind == "series":
        choices.append(_with_series(folder))
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
