"""Plugs by name: ours, of other packages, of this session."""

from dataclasses import dataclass, field
from importlib.metadata import EntryPoint

import pytest

from data.base.errors import ConfigError
from engine.plugs import registry as of_registry
from engine.plugs.pattern import PATTERNS
from engine.plugs.registry import Registry
from engine.words import words


@dataclass
class Thing:
    name: str
    words: dict = field(default_factory=dict)


THERE, ELSEWHERE = Thing("there"), Thing("elsewhere", {"en": {"thing.elsewhere": "what stands elsewhere"}})


@pytest.fixture
def things(monkeypatch):
    """A registry with one of ours, and installed packages that bring one that is sound, one broken, one without a name,
    one of a name of ours, and two of one name.
    """
    group = "tests.things"
    found = [
        EntryPoint("elsewhere", f"{__name__}:ELSEWHERE", group),
        EntryPoint("broken", "no_such_module_of_anybody:PLUG", group),
        EntryPoint("stranger", f"{__name__}:THERE", group),
        EntryPoint("there", f"{__name__}:ELSEWHERE", group),
        EntryPoint("twice", "one_package:PLUG", group),
        EntryPoint("twice", "another_package:PLUG", group),
    ]
    monkeypatch.setattr(of_registry, "entry_points", lambda group: [one for one in found if one.group == group])
    registry = Registry("thing", group)
    registry.offer(there=f"{__name__}:THERE")
    return registry


def test_ours_come_first_and_keep_their_name(things):
    assert things.names() == ("there", "elsewhere", "broken", "stranger", "twice")
    assert things["there"] is THERE


def test_a_package_brings_its_plug_with_its_words(things):
    assert things["elsewhere"] is ELSEWHERE
    assert words("en")("thing.elsewhere") == words("ja")("thing.elsewhere") == "what stands elsewhere"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nobody", "thing 'nobody': should be 'there', 'elsewhere', 'broken', 'stranger', 'twice'"),
        (
            "broken",
            "thing 'broken' of the package no_such_module_of_anybody:PLUG cannot be loaded (ModuleNotFoundError",
        ),
        ("stranger", "should be a thing of that name"),
        (
            "twice",
            "thing 'twice' is brought by the packages one_package:PLUG and another_package:PLUG; keep one of them",
        ),
    ],
)
def test_what_cannot_be_loaded_is_one_sentence(things, name, sentence):
    with pytest.raises(ConfigError) as told:
        things[name]
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_one_of_this_session_goes_with_its_block(things):
    mine = Thing("mine")
    with things.added(mine):
        assert "mine" in things
        assert things["mine"] is mine
        with pytest.raises(ConfigError, match="thing 'mine': there is one of this name; choose another"):
            things.add(Thing("mine"))
    assert "mine" not in things


def test_every_pattern_of_ours_is_found_under_its_name_and_its_class_can_be_loaded():
    assert PATTERNS.names()[:7] == ("core", "A", "B", "C", "fx", "fx_trades", "cash")
    for name in PATTERNS.names():
        assert PATTERNS[name].name == name
        assert PATTERNS[name].strategy_class.__doc__
