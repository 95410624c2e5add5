"""Files that a person writes - settings, states, profiles, plans of portfolios - with faults by chance, and commands
that read them.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from engine.plugs.pattern import PATTERNS
from engine.settings.run_config import describe, parse_config
from validation.hostile import rng_of
from validation.hostile_run import Attempt
from validation.hostile_things import set_out
from validation.hostile_values import HUGE, LONG, one_of, toml_value

EXAMPLES = Path(__file__).parents[1] / "examples"
PERIOD = {"period": {"start": "2020-02-03", "end": "2020-03-31"}}
"""Short, so that what is read in spite of a fault is answered soon."""
STATE = """day = 2020-04-30
currency = "USD"
equity = 975039.78
cash = 31468.82
fund = 943570.96

[[in_transit]]
arrives = 2020-05-04
amount = 1000.0

[[positions]]
contract = "MESM20"
size = 6

[call]
amount = 1000.0
due = 2020-05-04
received = 0.0

[month]
opened = 959456.17

[rules]
loss_stop = "open"
voluntary_stop = "open"
"""
Edit = Callable[[np.random.Generator, bytes], bytes]
_LINE = re.compile(r"(#\s*)?([\w.]+)\s*=\s*(.*)")
_CELLS = (
    "nan",
    "inf",
    "-1",
    "1e308",
    "9" * 400,
    "",
    '"',
    "a" * LONG,
    "0001-01-01",
    "9999-12-31",
    "\x1b[31m",
    "mybroker.",
    ".",
)
_ODD = (
    "\x00", "\ufeff", "\x1b[2J", "\u202e", "]" * 9, "[" * 600, "= 1", "a = ", "[a]\n[a]", "[[a]]\n[a]", "\u3000",
    "\r", "\x7f",
    "a.b.c.d = 1", ".".join("a" * 3_000) + " = 1", "'''", '"""', "#" * 10_000, "pattern = 'A'\npattern = 'B'",
    "[period]",
    "[overlay.ratio]", "[[overlay]]", "overlay = 1", '"" = 1', f'"{"k" * LONG}" = 1', '"\\u001b[31m" = 1',
)  # fmt: skip


def attempt(seed: int, folder: Path) -> Attempt:
    """A file with one to five faults, and a command that reads it."""
    rng = rng_of(seed)
    folder = folder / "in" / "here"
    folder.mkdir(parents=True)
    set_out(folder)
    kind = one_of(rng, (*("settings",) * 6, "state", "profile", "portfolio"))
    path = folder / ("profile.csv" if kind == "profile" else f"{kind}.toml")
    path.write_bytes(_faulty(rng, kind))
    argv = _argv(rng, kind, path)
    if argv[0] in {"run", "compare", "sweep"} and b"2020" not in path.read_bytes():
        argv = (*argv, "--period", "2020-03")
    return Attempt(f"{kind} {_shown(path)}", argv, folder, keeps=(path,))


def _faulty(rng: np.random.Generator, kind: str) -> bytes:
    content = _valid(kind, one_of(rng, PATTERNS.names())).encode()
    edits: Sequence[Edit] = (
        (_replaced_cell, _whole) if kind == "profile" else (_replaced, _replaced, _replaced, _added, _whole)
    )
    for _ in range(int(rng.integers(1, 6))):
        content = one_of(rng, edits if rng.random() < 0.9 else (_whole,))(rng, content)
    return content


@cache
def _valid(kind: str, pattern: str) -> str:
    if kind == "state":
        return STATE
    if kind == "profile":
        return (EXAMPLES / "own_broker.csv").read_text(encoding="utf-8")
    if kind == "portfolio":
        told = (EXAMPLES / "portfolio.toml").read_text(encoding="utf-8")
        return told.replace('period = "1999-2018"', 'period = "2020-02..2020-03"')
    return describe(parse_config({"pattern": pattern, **PERIOD}))


def _replaced(rng: np.random.Generator, content: bytes) -> bytes:
    """One setting with another value, also one that stands as a comment."""
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    places = [place for place, line in enumerate(lines) if _LINE.fullmatch(line)]
    if not places:
        return content
    place = one_of(rng, places)
    found = _LINE.fullmatch(lines[place])
    lines[place] = f"{found[2] if found else 'a'} = {toml_value(rng)}"
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _replaced_cell(rng: np.random.Generator, content: bytes) -> bytes:
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    place = int(rng.integers(len(lines)))
    cells = lines[place].split(",")
    cells[int(rng.integers(len(cells)))] = one_of(rng, _CELLS)
    lines[place] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _added(rng: np.random.Generator, content: bytes) -> bytes:
    """A line that does not belong there, somewhere."""
    lines = content.split(b"\n")
    lines.insert(int(rng.integers(len(lines) + 1)), one_of(rng, _ODD).encode())
    return b"\n".join(lines)


def _whole(rng: np.random.Generator, content: bytes) -> bytes:
    """Something done to all of a file."""
    at = int(rng.integers(len(content) + 1))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at],
        lambda: b"\xef\xbb\xbf" + content,
        lambda: content.decode("utf-8", "replace").encode("utf-16"),
        lambda: content.replace(b"\n", b"\r"),
        lambda: content.replace(b"\n", b"\r\n"),
        lambda: content[:at] + b"\x00" + content[at:],
        lambda: content[:at] + rng.bytes(20) + content[at:],
        lambda: rng.bytes(2_000),
        lambda: content + content,
        lambda: b"",
        lambda: content + b"\n" * 15_000_000,
        lambda: content + b'\nnote = "' + b"n" * 10_000_000 + b'"\n',
        lambda: b'note = "' + b"n" * (HUGE - 50_000) + b'"\n' + content,
        lambda: "\n".join(f"unknown_{one} = 1" for one in range(3_000)).encode() + b"\n" + content,
        lambda: content + "\n".join(f"[table_{one}]" for one in range(50_000)).encode(),
        lambda: content + b"\n[accounts]\n" + "\n".join(f"[accounts.a{one}]" for one in range(3_000)).encode(),
        lambda: content + b"\n" + b"k" * (HUGE - 50_000) + b" = 1\n",
    )
    return one_of(rng, ways)()


def _argv(rng: np.random.Generator, kind: str, path: Path) -> tuple[str, ...]:
    file = path.name
    commands: dict[str, tuple[str, ...]] = {
        "settings": (
            "run {} --out o", "run {} --out o", "run {} --out o --json", "rules check {} --paths 0",
            "size {} --fall 20%",
            "tonight {} --as-of 2020-03-31", "stress --config {}", "config {}",
            "sweep {} --vary overlay.ratio=0.1,0.2 --workers 1 --engine full",
            "compare {} --no-report --out o", "break --config {} --draws 100", "check-strategy nowhere.py:Own {}",
            "paper start a {} --from 2020-03-02 --in paper", "why {} 2020-03-16", "portfolio {} --out o",
            "state check {} {}",
            "why --config {} 2020-03-16", "survive {} --paths 1 --histories 1 --years 1 --index-name SPX",
        ),
        "state": ("state check {}", "tonight --state {} --as-of 2020-04-30", "state check {} --json", "run {}"),
        "profile": ("profiles {}", "profiles {} --json", "account mybroker --file {}",
        "run --set account.profile_file={} --period 2020-03"),
        "portfolio": ("portfolio {} --out o", "portfolio {} --out o --json", "run {} --out o"),
    }  # fmt: skip
    argv = one_of(rng, commands[kind]).replace("{}", file).split()
    return (*argv, "--lang", "ja") if rng.random() < 0.2 and argv[0] not in {"config", "profiles"} else (*argv,)


def _shown(path: Path) -> str:
    return f"of {path.stat().st_size:,} bytes"
