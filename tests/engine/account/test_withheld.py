import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.account.ledger import Ledger
from engine.account.withheld import Withheld


def opened(cash=0.0, fund=0.0):
    book = Ledger()
    book.open_day(1)
    book.post("cash", "deposit", cash)
    book.post("fund", "deposit", fund)
    return book


def test_what_is_held_back_is_written_down_paid_in_parts_and_trued_up_with_the_last():
    book = opened(fund=1_000.0)
    held = Withheld(book)
    assert held.take("fund", 0.97, [(3, 0.5), (5, 0.49)], "fund stopped redemptions") == 1_000.0
    assert (book.balances["fund"], book.balances["withheld"], book.equity) == (0.0, 970.0, 970.0)
    assert [held.pay(row) for row in range(6)] == [0.0, 0.0, 0.0, 500.0, 0.0, 490.0]
    assert book.balances["withheld"] == pytest.approx(0.0)
    assert book.equity == pytest.approx(990.0)


def test_payments_beyond_what_was_expected_are_gained_when_they_come():
    book = opened(cash=100.0)
    held = Withheld(book)
    held.take("cash", 0.45, [(1, 0.3), (2, 0.4), (3, 0.1)], "broker failed")
    worth = []
    for row in (1, 2, 3):
        held.pay(row)
        worth.append(book.equity)
    assert worth == pytest.approx([45.0, 70.0, 80.0])


def test_what_is_owed_or_empty_is_not_held_back():
    book = opened(cash=-50.0)
    held = Withheld(book)
    assert held.take("cash", 1.0, [(1, 1.0)], "broker failed") == held.take("fund", 1.0, [(1, 1.0)], "x") == 0.0
    assert book.balances["cash"] == -50.0


def test_a_debt_is_set_off_against_the_fund():
    book = opened(cash=-50.0, fund=80.0)
    Withheld(book).set_off()
    assert (book.balances["cash"], book.balances["fund"]) == (0.0, 30.0)


@given(
    st.floats(0.0, 1e6), st.floats(0.0, 1.0),
    st.lists(st.tuples(st.integers(0, 20), st.floats(0.0, 0.3)), min_size=1, max_size=4),
)  # fmt: skip
def test_in_the_end_there_is_what_was_paid_and_the_books_add_up(amount, value, parts):
    parts = sorted(parts)
    book = opened(fund=amount)
    held = Withheld(book)
    held.take("fund", value, parts, "fund stopped redemptions")
    for row in range(21):
        held.pay(row)
    paid = sum(share for _, share in parts) * amount
    assert book.balances["cash"] == pytest.approx(paid, abs=1e-6)
    assert book.balances["withheld"] == pytest.approx(0.0, abs=1e-6)
    book.close_day()
