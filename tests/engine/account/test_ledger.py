import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.account.ledger import ACCOUNTS, CATEGORIES, MOVEMENTS, Ledger, LedgerError, expect

AMOUNTS = st.floats(-1e6, 1e6)


@pytest.fixture
def ledger():
    book = Ledger()
    book.open_day(15_000)
    book.post("cash", "deposit", 1_000.0)
    return book


def test_a_posting_changes_its_balance_and_nothing_else(ledger):
    ledger.post("cash", "commission", -2.25, "MESH99", "roll")
    assert ledger.balances == dict.fromkeys(ACCOUNTS, 0.0) | {"cash": 997.75}
    rows = ledger.postings
    columns = (
        rows.days,
        rows.column("account"),
        rows.column("category"),
        rows.column("contract"),
        rows.amounts,
        rows.column("reason"),
    )
    assert [column[-1] for column in columns] == [15_000, "cash", "commission", "MESH99", -2.25, "roll"]


def test_nothing_leaves_no_posting(ledger):
    ledger.post("cash", "spread", 0.0)
    assert len(ledger.postings) == 1


def test_a_transfer_moves_money_without_making_any(ledger):
    ledger.transfer("cash", "fund", 400.0, "sweep")
    assert (ledger.balances["cash"], ledger.balances["fund"], ledger.equity) == (600.0, 400.0, 1_000.0)
    assert ledger.close_day() == 1_000.0


def test_a_balance_changed_behind_the_ledgers_back_is_caught(ledger):
    ledger.balances["cash"] += 1.0
    with pytest.raises(LedgerError, match="2011-01-26: change of equity, sum of postings differ"):
        ledger.close_day()


@given(st.lists(st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(sorted(CATEGORIES)), AMOUNTS)))
def test_the_sum_of_postings_is_the_equity(entries):
    book = Ledger()
    book.open_day(0)
    for account, category, amount in entries:
        book.post(account, category, amount)
    assert book.close_day() == pytest.approx(sum(amount for _, _, amount in entries), abs=1e-6)


def test_an_expectation_allows_rounding_and_no_more():
    expect(100.0, 100.0 + 9e-8, 100.0, 0, "two sums")
    with pytest.raises(LedgerError, match="1970-01-01: two sums differ"):
        expect(100.0, 100.0 + 2e-7, 100.0, 0, "two sums")
    with pytest.raises(LedgerError):
        expect(float("nan"), 0.0, 100.0, 0, "not a number")


def test_rounding_of_millions_is_none_of_an_equity_that_is_all_but_gone():
    expect(-9_863_995.873639075, -9_863_995.873639096, 17.6, 0, "two sums")
    with pytest.raises(LedgerError):
        expect(-9_863_995.87, -9_863_995.89, 17.6, 0, "two sums")


def test_every_category_has_one_source_of_return():
    assert set(CATEGORIES.values()) == {"carry", "overlay", "costs", "currency", "tax"}
    assert not set(MOVEMENTS) & set(CATEGORIES)


@pytest.mark.parametrize(("account", "category"), [("cash", "rent"), ("purse", "commission"), ("purse", "rent")])
def test_a_posting_that_is_not_declared_is_refused_and_leaves_no_trace(ledger, account, category):
    with pytest.raises(LedgerError, match=f"2011-01-26: a posting to '{account}' as '{category}'"):
        ledger.post(account, category, 0.0)
    assert (len(ledger.postings), ledger.equity) == (1, 1_000.0)
