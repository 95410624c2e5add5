"""Small results of every kind, made once for a process, that hostile folders begin from."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from data.base.days import day_of
from data.market.embedded import embedded_market
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.fast import compiled
from engine.journal.paper import Paper
from engine.portfolio.plan import parse_plan
from engine.portfolio.portfolio import run_portfolio
from engine.settings.run_config import RunConfig
from engine.survival.request import SurvivalTerms
from engine.survival.survive import survive
from engine.sweeps.sweep import sweep
from engine.weighing.request import WorthTerms
from engine.weighing.worth import worth

PERIOD, SHORT = "period=2018-01..2018-03", "period=2018"
PORTFOLIO = {
    "currency": "USD",
    "period": "2018-01..2018-03",
    "transfers": {"every": "month", "band": 0.01},
    "accounts": {
        "fund": {"share": 0.6, "pattern": "core"},
        "futures": {"share": 0.4, "pattern": "A", "overlay": {"ratio": 0.3}},
    },
}


class Originals(NamedTuple):
    """A folder with `results` and `paper`, and the names in `results` by kind; a second run is `other`."""

    folder: Path
    names: dict[str, str]


@cache
def originals() -> Originals:
    """Small results of every kind in a folder that is gone at the end of the process."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-originals-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    market, out = embedded_market(), folder / "results"
    runs = {name: backtest(_plan(name, PERIOD), market) for name in ("core", "A")}
    compared = compare_results(runs, market, plan=Resampling(count=100)).save(out)
    with _interpreted():
        made: dict[str, Any] = {
            "other": compared.runs["core"],
            "run": compared.runs["A"],
            "comparison": compared,
            "portfolio": run_portfolio(parse_plan(PORTFOLIO)).save(out),
            "sweep": sweep(_plan("A", SHORT), ["overlay.ratio=0.1,0.2"], market, out=out, curves=True, tell=_unheard),
            "worth": worth(_plan("A", SHORT), market, WorthTerms(paths=0, resamples=100), out=out, tell=_unheard),
            "survival": survive(_plan("A"), market, SurvivalTerms(1, 2, 2), out=out, tell=_unheard),
        }
    Paper.start(folder / "paper" / "j", _plan("A"), market, _day("2026-06-15")).step(market, _day("2026-06-19"))
    return Originals(folder, {kind: one.path.name for kind, one in made.items()})


def _plan(pattern: str, *assignments: str) -> RunConfig:
    return load_config(None, list(assignments), pattern=pattern)


def _day(text: str) -> int:

    return day_of(date.fromisoformat(text))


def _unheard(_sentence: str) -> None: ...


@contextmanager
def _interpreted() -> Iterator[None]:
    """The fast driver in plain Python for a while: a few sessions are not worth a compilation."""
    before = compiled.will_compile
    compiled.will_compile = lambda *, wish: False  # noqa: ARG005
    try:
        yield
    finally:
        compiled.will_compile = before
