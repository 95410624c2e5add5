"""Plugs by name: ours, of other packages, of this session."""

from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint

import pytest

from data.base.errors import ConfigError
from engine.plugs import registry as of_registry
from engine.plugs.pattern import PATTERNS
from engine.plugs.registry import Registry
from engine.plugs.rule import RulePlug
from engine.settings.section import Section
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
    registry = Registry("thing", group, Thing)
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
    ours = "core", "A", "B", "C", "AB", "fx", "fx_trades", "fx_range", "hedge", "cash"
    assert PATTERNS.names()[: len(ours)] == ours
    for name in PATTERNS.names():
        assert PATTERNS[name].name == name
        assert PATTERNS[name].strategy_class.__doc__


@pytest.mark.parametrize("name", ["", "a/b", "my pattern", "..", "a,b", "--help", "A\nB", "x" * 41])
def test_a_name_that_cannot_stand_in_a_list_or_a_folder_is_refused(things, name):
    with pytest.raises(ConfigError, match=r"^thing .*: a name should be up to 40 letters"):
        things.add(Thing(name))
    assert name not in things


def test_what_is_no_plug_of_the_kind_is_refused(things):
    with pytest.raises(ConfigError, match=r"^'mine' is no thing; it should be a Thing"):
        things.add("mine")


@pytest.mark.parametrize(
    ("strategy", "reason"),
    [
        ("no.such.module:Mine", "No module named 'no'"),
        ("engine.plugs.pattern:Mine", "has no attribute 'Mine'"),
        (":Mine", "Empty module name"),
    ],
)
def test_a_strategy_that_is_not_where_it_should_be_is_one_sentence(strategy, reason):
    with pytest.raises(ConfigError, match=f"^pattern 'A': its strategy '{strategy}' cannot be loaded .*{reason}"):
        _ = replace(PATTERNS["A"], strategy=strategy).strategy_class


def test_a_name_of_a_setting_in_place_of_several_is_refused():
    with pytest.raises(ConfigError, match="pattern 'A': reads = 'overlay' should be a tuple of names of settings"):
        replace(PATTERNS["A"], reads="overlay")
    with pytest.raises(ConfigError, match=r"rule 'r': needs = 'overlay.ratio' should be a tuple of names of settings"):
        RulePlug("r", Section, lambda *_: None, lambda _: None, {}, needs="overlay.ratio")
