"""What is asked for written options: by hand, and against trying every pairing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.days import day_of
from engine.account.written import MarginShares, OptionLeg, netted, uncovered, written_margin
from tests.oracles import slow_written
from tests.support.sparing import examples

SHARES = MarginShares(0.15, 0.10)
MULTIPLIER, SHARE = {"SPX": 100.0, "ES": 50.0, "XSP": 100.0}, {"SPX": 1.0, "ES": 1.0, "XSP": 0.1}


def leg(right, strike, size, mark, expiry=30, underlying=1000.0):
    return OptionLeg(right, strike, expiry, underlying, 100.0, size, mark)


@pytest.mark.parametrize(
    ("one", "points"),
    [
        pytest.param(leg("P", 1000.0, -1, 20.0), 20.0 + 150.0, id="put_at_the_money"),
        pytest.param(leg("P", 970.0, -1, 8.0), 8.0 + 150.0 - 30.0, id="put_out_of_the_money"),
        pytest.param(leg("P", 800.0, -1, 1.0), 1.0 + 80.0, id="put_far_out_asks_a_tenth_of_its_strike"),
        pytest.param(leg("P", 1100.0, -1, 103.0), 103.0 + 150.0, id="put_in_the_money"),
        pytest.param(leg("C", 1030.0, -1, 8.0), 8.0 + 150.0 - 30.0, id="call_out_of_the_money"),
        pytest.param(leg("C", 1200.0, -1, 1.0), 1.0 + 100.0, id="call_far_out_asks_a_tenth_of_the_index"),
    ],
)
def test_what_one_contract_alone_asks_for(one, points):
    assert uncovered(one, SHARES) == pytest.approx(100.0 * points)
    assert written_margin([one], SHARES) == uncovered(one, SHARES)


def test_the_shares_are_those_of_the_facts():
    assert MarginShares.on(day_of(date(2015, 6, 1))) == SHARES
    assert MarginShares.on(day_of(date(1990, 6, 1))) == SHARES


@pytest.mark.parametrize(
    ("legs", "money"),
    [
        pytest.param([leg("P", 950.0, 3, 9.0), leg("P", 900.0, -3, 4.0)], 0.0, id="put_spread_bought"),
        pytest.param([leg("P", 950.0, -3, 9.0), leg("P", 900.0, 3, 4.0)], 15_000.0, id="put_spread_written"),
        pytest.param([leg("C", 1050.0, -2, 9.0), leg("C", 1100.0, 2, 4.0)], 10_000.0, id="call_spread_written"),
        pytest.param([leg("C", 1050.0, 2, 9.0), leg("C", 1100.0, -2, 4.0)], 0.0, id="call_spread_bought"),
        pytest.param([leg("P", 950.0, -1, 9.0), leg("P", 600.0, 1, 0.1)], 100 * (9 + 100), id="wide_spread"),
        pytest.param([leg("P", 950.0, 1, 9.0), leg("P", 900.0, -2, 4.0)], 100 * (4 + 90), id="one_of_two_is_covered"),
        pytest.param([leg("P", 950.0, 1, 9.0, 29), leg("P", 900.0, -1, 4.0)], 100 * (4 + 90), id="ends_before"),
        pytest.param([leg("P", 950.0, 1, 9.0, 60), leg("P", 900.0, -1, 4.0)], 0.0, id="ends_later"),
        pytest.param([leg("C", 900.0, 1, 105.0), leg("P", 900.0, -1, 4.0)], 100 * (4 + 90), id="other_type"),
        pytest.param([leg("P", 950.0, 5, 9.0)], 0.0, id="nothing_is_written"),
    ],
)
def test_spreads_ask_for_their_greatest_loss_and_no_more_than_what_is_written_alone(legs, money):
    assert written_margin(legs, SHARES) == pytest.approx(money)


def test_the_better_cover_is_left_to_the_one_that_needs_it():
    early, late = leg("P", 950.0, -1, 9.0, 30), leg("P", 950.0, -1, 12.0, 60)
    short, long = leg("P", 960.0, 1, 9.0, 30), leg("P", 940.0, 1, 12.0, 60)
    assert written_margin([early, late, short, long], SHARES) == pytest.approx(1_000.0)
    assert written_margin([late, early, long, short], SHARES) == pytest.approx(1_000.0)


def test_an_option_on_another_underlying_covers_nothing():
    tenth = OptionLeg("P", 95.0, 30, 100.0, 100.0, 10, 0.9)
    assert written_margin([leg("P", 900.0, -1, 4.0), tenth], SHARES) == pytest.approx(9_400.0)


def test_what_covers_is_no_collateral_besides():
    legs = [leg("P", 950.0, 1, 9.0), leg("P", 900.0, -1, 4.0)]
    assert written_margin(legs, SHARES, counted=0.6) == pytest.approx(0.6 * 900.0)


def test_a_trade_is_added_to_what_is_held_of_its_series():
    legs = netted([leg("P", 900.0, -3, 4.0), leg("P", 950.0, 1, 9.0), leg("P", 900.0, 2, 4.5)])
    assert [(one.strike, one.size) for one in legs] == [(900.0, -1), (950.0, 1)]


def some_book(chance):
    """Up to seven series of three roots, rows as the oracle has them."""
    book = {}
    for _ in range(chance.randint(1, 7)):
        root = chance.choice(["SPX", "SPX", "ES", "XSP"])
        strike = chance.choice([80, 90, 95, 100, 105, 120]) * 10.0 * SHARE[root]
        series = root, chance.choice("PPC"), strike, chance.choice([10, 40, 70])
        book[series] = (chance.choice([-3, -2, -1, 1, 2]), chance.choice([0.0, 1.5, 12.0, 80.0]) * SHARE[root])
    return [(*series, *held) for series, held in book.items()]


def legs_of(book, index):
    return [
        OptionLeg(right, strike, expiry, index * SHARE[root], MULTIPLIER[root], size, mark)
        for root, right, strike, expiry, size, mark in book
    ]


@settings(max_examples=examples(150))
@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 0.3, 1.0]))
def test_no_pairing_asks_for_less(chance, counted):
    book, index = some_book(chance), chance.choice([700.0, 1000.0, 1090.0])
    found = written_margin(legs_of(book, index), SHARES, counted)
    underlying = {root: index * share for root, share in SHARE.items()}
    assert found == pytest.approx(slow_written.asked(book, underlying, MULTIPLIER, counted))
    assert (
        0.0 <= found <= sum(-one.size * uncovered(one, SHARES) for one in legs_of(book, index) if one.size < 0) + 1e-9
    )


@settings(max_examples=examples(60))
@given(st.randoms(use_true_random=False))
def test_less_written_or_more_bought_never_asks_for_more(chance):
    legs = legs_of(some_book(chance), 1000.0)
    place = chance.randrange(len(legs))
    more = [*legs[:place], legs[place]._replace(size=legs[place].size + 1), *legs[place + 1 :]]
    assert written_margin(more, SHARES) <= written_margin(legs, SHARES) + 1e-9
