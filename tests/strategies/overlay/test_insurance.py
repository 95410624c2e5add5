from math import inf

import pytest

from strategies.overlay.insurance import goes_without, may_be_short, puts_for


@pytest.mark.parametrize(
    ("hedge_ratio", "futures", "puts"), [(1.0, 7, 4), (1.0, 6, 3), (0.5, 6, 2), (0.5, 1, 0), (0.0, 9, 0), (1.0, -4, 0)]
)
def test_puts_cover_the_index_value_of_futures_to_the_nearest_contract(hedge_ratio, futures, puts):
    assert puts_for(hedge_ratio, futures, 5.0, 10.0) == puts


def test_puts_may_be_short_where_their_strikes_exceed_the_room_and_the_futures_after_a_fall():
    assert not may_be_short(398.0, room=300.0, worth=100.0)
    assert may_be_short(398.1, room=300.0, worth=100.0)


def test_of_futures_beyond_the_limit_only_as_much_counts_as_stays():
    assert not may_be_short(600.0, room=300.0, worth=400.0)
    assert may_be_short(600.1, room=300.0, worth=400.0)


def test_of_futures_sold_the_value_after_a_rise_counts():
    assert not may_be_short(197.9, room=300.0, worth=-100.0)
    assert may_be_short(198.1, room=300.0, worth=-100.0)


@pytest.mark.parametrize("renewed", [True, False])
@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("without", [True, False])
@pytest.mark.parametrize("vix", [29.0, 30.0, 31.0])
def test_the_vix_is_looked_at_where_puts_would_be_bought(without, renewed, bare, vix):
    """On a fixed date in any case, else where nothing is held and nothing was decided for the month."""
    decides = renewed or (bare and not without)
    assert goes_without(without, renewed, bare, vix, 30.0) == (vix == 31.0 if decides else without)
    assert goes_without(without, renewed, bare, vix, inf) == (False if decides else without)
