"""What can be asked of survival, and the sentence that answers what cannot."""

from math import inf, nan

import pytest

from data.base.errors import ConfigError
from engine.survival.request import SurvivalTerms


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"years": 0}, "years = 0: should be from 1 to 40"),
        ({"years": 41}, "years = 41: should be from 1 to 40"),
        ({"paths": 0}, "paths = 0: should be from 1 to 1000000"),
        ({"histories": -1}, "histories = -1: should be from 0 to 10000"),
        ({"seed": -1}, "seed = -1: should be from 0 to 9223372036854775807"),
        ({"block": 0.5}, "block = 0.5: should be a number of sessions from 1 on"),
        ({"block": nan}, "block = nan: should be a number of sessions from 1 on"),
        ({"block": inf}, "block = inf: should be a number of sessions from 1 on"),
        ({"drift": nan}, "drift = nan: should be from -5 to 5, such as 0.03"),
        ({"drift": -inf}, "drift = -inf: should be from -5 to 5, such as 0.03"),
        ({"confidence": nan}, "confidence = nan: should be from 0.5 to less than 1, such as 0.99"),
        ({"confidence": 1.0}, "confidence = 1.0: should be from 0.5 to less than 1, such as 0.99"),
        ({"poor": -0.1}, "poor = -0.1: should be a multiple of the opening capital from 0 to 10"),
        ({"find": "ratio"}, "find = 'ratio': should be 'overlay' or 'buffer' or 'withdrawal'"),
        ({"crashes": ("1987",)}, "crash '1987': should be a year and how often a year its worst day comes"),
    ],
)
def test_what_cannot_be_asked_is_answered_in_a_sentence(asked, sentence):
    with pytest.raises(ConfigError) as refused:
        SurvivalTerms(**asked)
    assert str(refused.value).startswith(sentence)


def test_the_least_and_the_most_can_be_asked():
    SurvivalTerms(years=1, paths=1, histories=0, seed=0, block=1.0, confidence=0.5)
    SurvivalTerms(years=40, paths=1_000_000, histories=10_000, seed=2**63 - 1, drift=-0.5, crashes=("1987:252",))
