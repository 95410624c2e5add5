"""Errors say the same after they went from one process to another."""

import pickle
from importlib import import_module

import pytest

from data.base.errors import LookAheadError, MissingFact, MissingPackage, OverlayError, ResultError

MADE = {
    "MissingFact": (MissingFact("costs.csv", "ES", 0, "give one"), {"file": "costs.csv", "name": "ES", "day": 0}),
    "MissingPackage": (MissingPackage("a chart", "plotly"), {"package": "plotly"}),
    "LookAheadError": (LookAheadError("close", 2, 1), {"what": "close", "asked": 2, "today": 1}),
}
"""Those that are not made of their sentence alone, and what else they know."""


def arrived(error):
    return pickle.loads(pickle.dumps(error))  # noqa: S301


def family(kind=OverlayError):
    return {kind, *(below for one in kind.__subclasses__() for below in family(one))}


@pytest.mark.parametrize("name", MADE)
def test_what_an_error_knows_goes_with_it(name):
    error, known = MADE[name]
    again = arrived(error)
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert {key: getattr(again, key) for key in known} == known


@pytest.mark.parametrize(
    "module", ["engine.words.notes", "data.base.finding", "data.fetch.failures", "engine.fast.runs"]
)
def test_every_error_goes_with_its_sentence(module):
    import_module(module)
    for kind in family():
        error = kind.__new__(kind)
        super(OverlayError, error).__init__("what, where, and what would be right")
        again = arrived(error)
        assert type(again) is kind
        assert str(again) == str(error)


def test_a_cause_of_the_system_is_kept():
    again = arrived(ResultError("there is no room"))
    assert isinstance(again, OSError)
    assert again.args == ("there is no room",)
