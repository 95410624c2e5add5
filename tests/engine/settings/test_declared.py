"""What a strategy can declare, and the sentence that answers what it cannot."""

import pytest

from data.base.errors import ConfigError
from engine.settings.declared import declared

REFUSED = [
    (["ES"], r"x.py:X: declares = \['ES'\] should be a dict, such as {'max_contracts': 2}"),
    ({"max_exposure": 1.2}, "x.py:X: declares: unknown key max_exposure; did you mean max_total_exposure"),
    ({"max_total_exposure": 0.5}, "max_total_exposure = 0.5: should be greater than or equal to 1"),
    ({"contracts": []}, r"contracts = \(\)|contracts = \[\]"),
    ({"contracts": "ES"}, r"contracts = 'ES': should be a list, such as \[\"ES\"\]"),
    ({"contracts": ["QQ"]}, "contracts = 'QQ': should be 'CLICK225'"),
    ({"max_contracts": 2.5}, "max_contracts = 2.5: should be a valid integer"),
    ({"long_only": False}, "declares.long_only = False declares nothing; leave it out"),
    ({"monthly_loss": None}, "declares.monthly_loss = None declares nothing; leave it out"),
    ({"stop_loss": 5}, "stop_loss = 5: should be less than 1"),
    ({"holding_sessions": 0}, "holding_sessions = 0: should be greater than or equal to 1"),
]


@pytest.mark.parametrize(("told", "sentence"), REFUSED)
def test_what_cannot_be_declared_is_one_sentence(told, sentence):
    with pytest.raises(ConfigError, match=sentence):
        declared(told, "x.py:X")


def test_nothing_is_declared_by_default():
    assert declared({}, "x.py:X").told == {}


def test_what_a_manifest_kept_is_declared_again():
    told = {"max_total_exposure": 1.2, "contracts": ("MES", "ES"), "long_only": True, "holding_sessions": 5}
    kept = declared(told, "x.py:X").told
    assert kept == told | {"contracts": ["MES", "ES"]}
    assert declared(kept, "x.py:X").told == kept
    assert declared(kept, "x.py:X").left_out == ["max_contracts", "stop_loss", "largest_loss", "monthly_loss"]
