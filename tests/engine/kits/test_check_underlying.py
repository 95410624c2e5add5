"""Ours are sound; what is not is caught with a sentence."""

from datetime import date

import pytest

from data.contracts.contracts import future_roots
from data.facts import tables
from data.synthetic.generator import Setting, markov_market, span
from engine import add_family, check_underlying
from tests.support.nq_file import NQ, changed_nq

SOUND = ("SPX", "NK225MC", "JP225", "JP225D", "CLICK225", "US500", "N225ETF", "SPYMARGIN", "BTCUSD", NQ)
WIDE = "margin_model,NQ.{},1999-06-21,{},share of notional,L,made up\n"
PUBLISHED = "exchange_margin,NQ.maintenance,{},{},USD per contract,L,made up\n"


@pytest.fixture
def changed(tmp_path):
    """The sentences on the example with texts put in place of others, without the name of its file."""

    def check(*changes, market=None):
        file = changed_nq(tmp_path, *changes)
        return [one.removeprefix(f"{file}: ") for one in check_underlying(file, market)]

    return check


@pytest.mark.pages
@pytest.mark.parametrize("underlying", SOUND, ids=str)
def test_ours_and_the_example_are_sound(underlying):
    assert check_underlying(underlying) == []


@pytest.mark.pages
def test_nothing_stays_of_a_file_that_was_checked_and_one_that_was_added_stays():
    check_underlying(NQ)
    assert "MNQ" not in future_roots()
    with add_family(NQ):
        assert check_underlying("MNQ") == check_underlying(NQ) == []
        assert "MNQ" in future_roots()


def test_what_cannot_be_read_or_is_incomplete_is_told_as_when_it_is_added(changed, tmp_path):
    gone = tmp_path / "gone.csv"
    assert check_underlying(gone) == [
        f"{gone}: cannot be read (No such file or directory); give the path of a CSV file"
    ]
    (told,) = changed(("margin_model,NQ.as,1999-06-21,1,model of ES", "costs,NQ.stress_vix,1998-01-01,40,index points"))
    assert told.startswith("has no NQ.cap (margin_model), NQ.cut_sessions (margin_model), ")
    assert check_underlying("USDJPY") == ["data/facts/families/USDJPY.csv: has no future, option or fund on an index"]
    assert "large_moves" in tables()


@pytest.mark.pages
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("0.62,USD per", "0.62,JPY per")], "MNQ.commission is in JPY, MNQ in USD; they should agree"),
        ([("2,USD per point of NDX", "2,JPY per point of NDX")],
         "MNQ.commission is in USD, MNQ in JPY; they should agree"),
        ([("share of NDX on", "share of SPX on")],
         "index of NDX is SPX, that of MNQ NDX; a family has one"),
        ([("06,2,USD", "06,4,USD")],
         "MNQ.margin_share is 0.1, but its multiplier is 0.2 of that of NQ; they should agree"),
        ([("NQ.half_spread,1999-06-21,0.125", "NQ.half_spread,1999-06-21,0.05")],
         "NQ.half_spread is 0.05 index points; it should be 0.125 or more"),
        ([("NQ.stress_half_spread,1999-06-21,0.5", "NQ.stress_half_spread,1999-06-21,0.1")],
         "NQ.stress_half_spread is 0.1 index points; it should be 0.125 or more"),
        ([("NQ.tick,1999-06-21,0.25", "NQ.tick,1999-06-21,0")],
         "NQ: multiplier, tick and spread_tick should be above 0, spread_tick no more than tick"),
        ([("NQ.days_before_friday,2022-06-13,4", "NQ.days_before_friday,2022-06-13,-3")],
         "NQ.days_before_friday is -3; it should be 1 to 14"),
        ([("NQ.last_trade,1999-06-21,0", "NQ.last_trade,1999-06-21,9")],
         "NQ is rolled on 2020-03-12; it should be on a session up to 2020-03-09"),
        ([("on XNYS", "on XXXX")],
         "unknown calendar 'XXXX'; give the code of an exchange, such as XNYS or XTKS"),
        ([("price_limits", f"{WIDE.format('cap', 0.9)}{WIDE.format('floor', 0.7)}price_limits")],
         "maintenance of NQ on 2000-01-03 is 70.00% of its value; an exchange asks 0.2% to 60%"),
        ([("NDX.strike_step,1994-02-07,25", "NDX.strike_step,1994-02-07,0")],
         "NDX: multiplier, index_share, tick, tick_above and strike_step should be above 0"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_is_not_sound_is_a_sentence(changed, changes, told):
    assert told in changed(*changes)


@pytest.mark.pages
def test_published_margin_is_held_against_a_market_of_the_index(changed):
    rows = "".join(PUBLISHED.format(day, value) for day, value in (("2020-01-01", 100), ("2021-01-01", "")))
    published = ("exchange_margin,", f"{rows}exchange_margin,")
    market = markov_market(3, span(date(2019, 6, 3), 1.5), setting=Setting(level=3_000.0, index_name="NDX")).market
    (told,) = changed(published, market=market)
    assert told.startswith("maintenance of NQ on 2020-01-02 is 0.1")
    assert changed(published) == []
    other = markov_market(3, span(date(2019, 6, 3), 1.0), setting=Setting(index_name="SPX")).market
    assert "'MNQ' is on the index NDX, but the market's index is SPX" in changed(market=other)[0]
