"""A short hedge stands only in a downtrend."""

from types import SimpleNamespace

import pytest

from strategies.rules.downtrend import downtrend_rule
from strategies.rules.rule import FollowedRule
from strategies.rules.trend_filter import TrendFilter

NAN = float("nan")


def evening(close, average=100.0, efficiency=0.4, adx=10.0):
    """What the rule looks at; each measure is asked for its own window."""
    asked = {"average": {200: average}, "efficiency": {63: efficiency}, "adx": {14: adx}}
    view = SimpleNamespace(
        value=lambda _column: close,
        moving_average=asked["average"].__getitem__,
        efficiency_ratio=asked["efficiency"].__getitem__,
        adx=asked["adx"].__getitem__,
    )
    return SimpleNamespace(view=view)


def followed(**filter_settings):
    return FollowedRule(downtrend_rule(TrendFilter(**filter_settings), (200, 63, 14)))


def test_it_begins_and_ends_with_the_downtrend_and_says_so_once():
    rule = followed()
    told = [rule.ruling(evening(close)) for close in (101.0, 99.0, 98.0, 101.0, 102.0)]
    assert [one.multiplier for one in told] == [0.0, 1.0, 1.0, 0.0, 0.0]
    assert [one.code for one in told] == ["", "downtrend_begins", "", "downtrend_over", ""]
    assert [one.state for one in told] == ["waiting", "falling", "falling", "waiting", "waiting"]
    assert told[1].numbers == {"close": 99.0, "average": 100.0}


@pytest.mark.parametrize(
    "seen",
    [
        evening(99.0, efficiency=0.2), evening(100.0), evening(99.0, average=NAN), evening(99.0, NAN, NAN, NAN),
        evening(99.0, efficiency=NAN),
    ],
)  # fmt: skip
def test_it_waits_where_there_is_no_downtrend_or_none_is_known(seen):
    assert followed().ruling(seen).multiplier == 0.0


def test_a_strong_move_by_adx_alone_is_one_too():
    assert followed().ruling(evening(99.0, efficiency=0.1, adx=25.0)).multiplier == 1.0
    assert followed(strength="efficiency").ruling(evening(99.0, efficiency=0.1, adx=25.0)).multiplier == 0.0
