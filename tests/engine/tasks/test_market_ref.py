"""A market is the same where it arrives, and nothing else answers for it."""

import pickle

import pytest

from data.base.errors import WorkerError
from data.market.embedded import embedded_market
from engine.tasks import market_ref as room
from engine.tasks.made_once import MadeOnce
from engine.tasks.market_ref import market_ref
from engine.tasks.program import program


@pytest.fixture(autouse=True)
def nothing_was_made_before(monkeypatch):
    monkeypatch.setattr(room, "_MARKETS", MadeOnce())


def arrived(reference):
    return pickle.loads(pickle.dumps(reference))  # noqa: S301


def test_one_of_the_program_goes_by_name():
    reference = market_ref(embedded_market())
    assert len(pickle.dumps(reference)) < 1_000
    assert arrived(reference).market() is embedded_market()


def test_one_of_somebody_goes_whole_and_is_made_once(crisis):
    reference = market_ref(crisis)
    market = arrived(reference).market()
    assert market is not crisis
    assert market.table.equals(crisis.table)
    assert (market.starts, market.index, market.bill_months) == (crisis.starts, crisis.index, crisis.bill_months)
    assert arrived(reference).market() is market


def test_markets_that_differ_in_their_start_alone_are_two(crisis):
    later = crisis.until(crisis.days[-1])
    later.starts = crisis.starts + 30
    assert later.digest == crisis.digest
    assert [market_ref(one).market().starts for one in (crisis, later)] == [crisis.starts, later.starts]


def test_another_market_of_the_same_name_is_refused():
    with pytest.raises(WorkerError, match="'spx' that comes with a worker's program is not the one of the program"):
        market_ref(embedded_market())._replace(digest="another").market()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("sources", "", "other sources"),
        ("facts", "", "other facts"),
        ("software", (("python", "2.7"), ("numpy", "1.0")), r"python 3\.\S+ instead of 2.7, numpy \S+ instead of 1.0"),
    ],
)
def test_another_program_is_refused(crisis, field, value, said):
    asks = program()._replace(**{field: value})
    with pytest.raises(WorkerError, match=f"has another program than the one that asks: {said}; let both have"):
        market_ref(crisis)._replace(program=asks).market()
