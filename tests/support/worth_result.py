"""A small result of `overlay worth`: five years with a crisis in them, and a handful of short paths."""

import pytest

from engine.fast import compiled as machine
from engine.settings.run_config import load_config
from engine.weighing.request import WorthTerms
from engine.weighing.worth import worth

CALLED = ("account.profile=jp_retail_futures", "cash.buffer=0.05", 'period="2007-2011"')
SMALL = WorthTerms(paths=2, years=1, histories=0, resamples=200)
NO_PATHS = WorthTerms(paths=0, resamples=100)


def interpreted():
    """The fast driver in plain Python, for a while."""
    patched = pytest.MonkeyPatch()
    patched.setattr(machine, "will_compile", lambda *, wish: False)
    return patched


def worth_result(market, out, pattern="A", assignments=CALLED, terms=SMALL):
    """The result for a plan, saved below `out`."""
    patched = interpreted()
    try:
        return worth(load_config(None, assignments, pattern=pattern), market, terms, out=out, tell=lambda _: None)
    finally:
        patched.undo()
