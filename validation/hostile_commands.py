"""Command lines with values that nobody means, for every option of every command, in odd surroundings."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import click
import numpy as np

from engine.cli import cli
from mmf_overlay import main
from validation.hostile import rng_of
from validation.hostile_config import STATE
from validation.hostile_run import Attempt, tried
from validation.hostile_things import set_out
from validation.hostile_values import DAYS, NUMBERS, PATHS, TEXTS, WHOLE, one_of

SHORT = ("--period", "2020-02..2020-03")
BASES: Mapping[str, tuple[str, ...]] = {
    "account": ("us_fcm_tbill",),
    "audit": ("RUN",),
    "break": ("RUN", "--draws", "100"),
    "check-strategy": ("own.py:Own", *SHORT),
    "compare": ("--patterns", "A,core", "--no-report", "--resamples", "100", *SHORT),
    "completion": ("bash",),
    "config": (),
    "data build": ("--index", "index.csv", "-o", "made.parquet"),
    "data check": ("index.csv",),
    "data fetch": ("--offline",),
    "data synth": ("--years", "1", "-o", "made.parquet"),
    "diff": ("RUN", "RUN"),
    "expectancy": ("--win-rate", "50%", "--payoff", "1.5", "--paths", "100"),
    "export": ("RUN", "--to", "made.csv", "--table", "equity"),
    "hand": ("--to", "hand.html", "--index-name", "SPX"),
    "leverage": ("--capital", "1m", "--units", "10k"),
    "paper fill": ("2020-03-03",),
    "paper rehearse": ("--from", "2020-03-02", "--paths", "0"),
    "paper remark": ("text",),
    "paper start": ("another", "--from", "2020-03-02"),
    "paper judge": ("--paths", "0"),
    "paper step": ("journal", "--until", "2020-03-10"),
    "plan": ("--yes", "--no-check"),
    "portfolio": ("portfolio.toml",),
    "replay": ("RUN",),
    "report": ("RUN", "--to", "made.html"),
    "rerun": ("RUN",),
    "rules check": ("--paths", "0", *SHORT),
    "run": SHORT,
    "show": ("RUN",),
    "size": ("--fall", "20%", "--capital", "1m"),
    "state check": ("state.toml",),
    "state from": ("statement.xml",),
    "state of": ("RUN",),
    "streak": ("--loss", "1%,2%", "--losses", "3,5"),
    "survive": ("--paths", "1", "--histories", "1", "--years", "1", "--index-name", "SPX"),
    "sweep": ("--vary", "overlay.ratio=0.1,0.2", "--workers", "1", "--walk-forward", "nothing"),
    "tonight": ("--as-of", "2020-03-31"),
    "why": ("RUN", "2020-03-16"),
    "worth": ("--paths", "1", "--histories", "1", "--years", "1", "--index-name", "SPX"),
}
"""What a command is given so that it would answer soon, were it not for the rest."""
SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"OVERLAY_CACHE": "text.txt"}, {"OVERLAY_CACHE": "pipe"}, {"OVERLAY_CACHE": "/proc/nowhere"},
    {"OVERLAY_CACHE": "null"},
    {"OVERLAY_CACHE": "a" * 300}, {"COLUMNS": "0"}, {"COLUMNS": "-1"}, {"COLUMNS": "wide"}, {"COLUMNS": "9" * 20},
    {"COLUMNS": "1"},
    {"LINES": "-1"}, {"TZ": "Nowhere/At_all"}, {"TZ": "zero"}, {"LANG": "\udcff"}, {"LANG": "ja_JP.UTF-8"},
    {"LC_ALL": "C"},
    {"OVERLAY_LANG": "xx"}, {"OVERLAY_LANG": "a" * 300}, {"NO_COLOR": "1"}, {"HOME": ""},
    {"HOME": "/nowhere"},
    {"TMPDIR": "/nowhere"}, {"TERM": "nonsense"}, {"COMP_WORDS": "overlay run '", "COMP_CWORD": "x",
    "_OVERLAY_COMPLETE": "bash_complete"},
)  # fmt: skip
_BY_KIND: tuple[tuple[type | tuple[type, ...], tuple[str, ...]], ...] = (
    ((click.IntRange, click.types.IntParamType), WHOLE),
    ((click.FloatRange, click.types.FloatParamType), NUMBERS),
    (click.DateTime, DAYS),
    (click.Path, PATHS),
)
_UNSET = "HOME"
_UNTRIED = {"--open", "--quiet"}
"""What opens a browser, and what answers by its exit status alone."""


def attempt(seed: int, folder: Path) -> Attempt:
    """A command with one to four options that have values by chance."""
    rng = rng_of(seed)
    folder = folder / "in" / "here"
    shutil.copytree(_stage(), folder, symlinks=True)
    set_out(folder)
    name, command = one_of(rng, _commands())
    argv = [*name.split(), *(_evil_words(rng, command) if rng.random() < 0.15 else BASES.get(name, ()))]
    for _ in range(int(rng.integers(0, 4))):
        argv += _option(rng, command)
    argv += ["--json"] if rng.random() < 0.2 and _takes(command, "--json") else []
    argv += ["--lang", "ja"] if rng.random() < 0.15 and _takes(command, "--lang") else []
    around = one_of(rng, SURROUNDINGS) if rng.random() < 0.15 else {}
    keeps = (*(folder / "results" / "RUN").iterdir(), *(folder / name for name in STAGE))
    typed = one_of(rng, (b"", b"\n" * 50, b"nonsense\n" * 50, b"\xff\xfe\n" * 20, b"nan\n" * 50))
    return Attempt(f"{name} {dict(around)}", tuple(argv), folder, typed, _odd_place(rng), keeps, around)


def _odd_place(rng: np.random.Generator) -> Callable[[], None] | None:
    """Seldom, a folder that is gone, or a home that is not there."""
    chance = rng.random()
    return _without_folder if chance < 0.02 else _without_home if chance < 0.04 else None


def _without_folder() -> None:
    here = Path.cwd() / "gone"
    here.mkdir()
    os.chdir(here)
    here.rmdir()
    main()


def _without_home() -> None:
    os.environ.pop(_UNSET, None)
    main()


def _commands() -> list[tuple[str, click.Command]]:
    return list(_below(cli, ""))


def _below(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name.strip(), command
        return
    for one, below in command.commands.items():
        yield from _below(below, f"{name} {one}")


def _option(rng: np.random.Generator, command: click.Command) -> list[str]:
    """One option of a command, with a value where it takes one."""
    options = [one for one in command.params if isinstance(one, click.Option) and not _UNTRIED & {*one.opts}]
    one = one_of(rng, options)
    name = one_of(rng, [*one.opts, *one.secondary_opts])
    return [name] if one.is_flag else [name, _value(rng, one)]


def _evil_words(rng: np.random.Generator, command: click.Command) -> list[str]:
    """Arguments that are wrong, and only what is required of options."""
    arguments = [_value(rng, one) for one in command.params if isinstance(one, click.Argument)]
    needed = [one for one in command.params if isinstance(one, click.Option) and one.required]
    return arguments + [word for one in needed for word in (one.opts[0], _value(rng, one))]


def _value(rng: np.random.Generator, parameter: click.Parameter) -> str:
    kind = parameter.type
    if isinstance(kind, click.Choice):
        return str(one_of(rng, (*kind.choices, *TEXTS[:6])))
    for kinds, values in _BY_KIND:
        if isinstance(kind, kinds):
            return one_of(rng, values)
    if kind is not click.STRING:
        return one_of(rng, NUMBERS)
    chance = rng.random()
    values = TEXTS if chance < 0.35 else PATHS if chance < 0.55 else NUMBERS if chance < 0.65 else ()
    return one_of(rng, values) if values else _nearly(rng, parameter)


def _nearly(rng: np.random.Generator, parameter: click.Parameter) -> str:
    """What has the form of a value."""
    forms = {
        "assignments": ("overlay.ratio={}", "capital.initial={}", "period.start={}", "name={}", "{}=1",
        "overlay.{}=1", "own.strategy={}"),
        "vary": ("overlay.ratio={}", "overlay.ratio=0:{}:1", "overlay.ratio=0.1:0.2:{}", "overlay.ratio={},{}",
        "{}=1,2"),
        "where": ("overlay.ratio={}", "metrics.{}>1", "sharpe>{}", "{}", "pattern={}"),
        "columns": ("futures.date={}", "{}=a", "index.{}=a", "chains.strike={}"),
        "period": ("{}..{}", "{}-{}", "2020-03..{}", "{}"),
        "crash": ("{}:{}", "1987:{}", "{}:1"),
    }  # fmt: skip
    form = one_of(
        rng, forms.get(parameter.name or "", ("{}", "a={}", "{}:{}", "{},{}", "{}..{}", "index.csv:{}", "own.py:{}"))
    )
    value = one_of(rng, (*NUMBERS, *DAYS, *WHOLE, *TEXTS))
    return form.replace("{}", value)


def _takes(command: click.Command, option: str) -> bool:
    return any(option in one.opts for one in command.params)


@cache
def _stage() -> Path:
    """A folder with what commands need, made once."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-stage-"))
    for name, text in STAGE.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = [
        ("run", *SHORT, "--out", "results"),
        ("paper", "start", "journal", "--from", "2020-03-02"),
        ("paper", "step", "journal", "--until", "2020-03-06"),
    ]
    for argv in made:
        found = tried(Attempt("stage", argv, folder))
        if found.status:
            raise RuntimeError(f"{argv}: {found.err}")
    run = next(one for one in (folder / "results").iterdir() if one.name != "trials")
    run.rename(folder / "results" / "RUN")
    return folder


STAGE = {
    "state.toml": STATE,
    "portfolio.toml": 'period = "2020-02..2020-03"\n[accounts.a]\nshare = 1.0\npattern = "core"\n',
    "own.py": "import backtrader as bt\n\n\nclass Own(bt.Strategy):\n    def next(self):\n        pass\n",
    "index.csv": "date,close\n" + "".join(f"2020-01-{day:02d},{100 + day}\n" for day in (2, 3, 6, 7, 8, 9, 10)),
    "statement.xml": "<FlexQueryResponse></FlexQueryResponse>\n",
}  # fmt: skip
