"""What is said of settings that are wrong stays a few sentences, however many and however long they are."""

import pytest

from data.base.errors import ConfigError
from engine.settings.messages import MOST
from engine.settings.run_config import parse_config


def said(settings):
    with pytest.raises(ConfigError) as refused:
        parse_config(settings)
    return str(refused.value).split("\n")


def test_of_very_many_unknown_keys_the_first_are_told_and_how_many_more_there_are():
    lines = said({f"unknown_{number}": 1 for number in range(3_000)})
    assert len(lines) == MOST + 1
    assert lines[0].startswith("config: unknown key unknown_0; known here: pattern")
    assert lines[-1] == f"config: {3_000 - MOST:,} more settings are wrong"


def test_as_many_as_are_told_are_told_without_more():
    assert len(said({f"unknown_{number}": 1 for number in range(MOST)})) == MOST


@pytest.mark.parametrize(
    ("settings", "begins"),
    [
        ({"k" * 900_000: 1}, "config: unknown key kkk"),
        ({"name": "n" * 900_000}, "config: name = 'nnn"),
        ({"overlay": {"ratio": list(range(100_000))}}, "config: overlay.ratio = [0, 1, 2"),
        ({"overlay": {"ratio": int("9" * 400)}}, "config: overlay.ratio = 999"),
    ],
)
def test_a_long_key_or_value_is_told_by_its_beginning(settings, begins):
    (line,) = said(settings)
    assert line.startswith(begins)
    assert "characters)" in line
    assert len(line) < 1_000
