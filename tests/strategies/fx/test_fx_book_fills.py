"""The book of trades and what its orders became: cut at the fill, set off against each other, not filled at all."""

import pytest

from strategies.fx.fx_book import FxBook, FxObservation, FxRules
from strategies.fx.rules.closes import Range
from strategies.fx.rules.free_margin import FreeMargin

RULES = FxRules(free_margin=FreeMargin(allowed_loss=0.01))
INSIDE = Range(0.0, 1_000.0)


def evening(day, close, entry, *, equity=1_000_000.0, requirement=50_000.0, held=0, leave=INSIDE):
    """What the rules see of an evening with a mean daily move of one yen."""
    return FxObservation(day, day + 1, close, 1.0, entry, leave, equity, requirement, held, 10.0)


@pytest.fixture
def book():
    """Five contracts bought at 100, with a stop at 98, on the day 1."""
    made = FxBook(RULES, 1_000.0)
    made.evaluate(evening(0, 99.0, Range(90.0, 98.0)))
    made.filled(5, 100.0, 1)
    return made


def contracts(trades):
    return [trade.contracts for trade in trades]


def test_what_the_fill_cut_beyond_the_order_is_a_closed_trade_too(book):
    state, _ = book.evaluate(evening(1, 100.0, INSIDE, equity=900_000.0, held=5))
    assert (state.target_contracts, state.binding) == (4, "allowed_loss")
    book.filled(-3, 99.0, 2)
    assert contracts(book.trades) == [2]
    assert [(trade.contracts, trade.price, trade.gain) for trade in book.closed] == [(3, 99.0, -3_000.0)]


def test_what_is_still_open_is_told_at_the_rate_of_the_day(book):
    (one,) = book.open_at(101.0, 5)
    assert (one.contracts, one.opened, one.closed, one.price, one.gain, one.open) == (5, 1, 5, 101.0, 5_000.0, True)
    assert book.closed == []


def test_a_new_trade_has_the_room_that_a_smaller_one_left(book):
    state, _ = book.evaluate(evening(1, 101.0, INSIDE, equity=800_000.0, requirement=32_000.0, held=5))
    assert (state.most_contracts, state.binding) == (8, "allowed_loss")
    assert contracts(book.trades) == [4, 4]


def test_what_is_set_off_against_another_trade_is_exchanged_at_the_next_close(book):
    book.evaluate(evening(1, 101.0, INSIDE, equity=800_000.0, held=5))
    assert contracts(book.trades) == [4, 1]
    book.evaluate(evening(2, 101.2, INSIDE, equity=800_000.0, held=5))
    assert [(trade.contracts, trade.entry) for trade in book.trades] == [(4, 100.0), (1, 101.2)]
    assert [(trade.contracts, trade.price) for trade in book.closed] == [(1, 101.2)]


def test_a_trade_whose_turning_was_not_filled_is_still_open(book):
    out = Range(99.5, 110.0)
    state, _ = book.evaluate(evening(1, 99.0, out, held=5, leave=out))
    assert (state.target_contracts, state.binding) == (-5, "breakout")
    book.evaluate(evening(2, 100.0, INSIDE, held=5))
    assert [(trade.contracts, trade.opened) for trade in book.trades] == [(5, 1)]
    assert not book.closed


def test_a_trade_whose_shrinking_was_not_filled_is_as_large_as_before(book):
    assert book.evaluate(evening(1, 100.0, INSIDE, equity=900_000.0, held=5))[0].target_contracts == 4
    state, _ = book.evaluate(evening(2, 100.0, INSIDE, held=5))
    assert (state.target_contracts, contracts(book.trades)) == (5, [5])
    assert not book.closed


@pytest.mark.parametrize(("close", "trades"), [(100.49, 1), (100.5, 2)])
def test_a_further_trade_is_opened_from_the_spacing_on(book, close, trades):
    assert book.evaluate(evening(1, close, INSIDE, held=5))[0].trades == trades
