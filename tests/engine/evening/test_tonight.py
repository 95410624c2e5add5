"""What is told of an evening, against what the run does from there on."""

import pytest

from data.base.days import iso
from data.base.errors import ConfigError
from engine.account.held_account import HeldAccount, HeldPosition, OpenCall
from engine.evening.cash_tonight import send_by
from engine.evening.evening import evening_of
from engine.evening.tonight import CASH, DEADLINE, NOTHING, ORDERS, tonight
from engine.report.headlines import ENGLISH
from engine.report.tonight_calendar import calendar_entries
from engine.report.tonight_told import to_do
from tests.support.next_closes import config, day

LAGGED = {"account": {"profile": "jp_retail_futures"}}


def later(plan, market, text):
    """The evening of a later day of the same plan."""
    return evening_of(plan, market, day(text))


def dates(found, code):
    return [one for one in found.dates if one.code == code]


@pytest.mark.pages
def test_the_roll_that_is_told_is_the_roll_that_comes(market):
    found = tonight(config(), market, day("2015-09-08"))
    (roll,) = dates(found, "roll")
    fills = later(config(), market, iso(roll.day)).broker.desk.fills
    left = [
        (one.contract, one.size) for one in fills if one.date == roll.day and one.purpose == "roll" and one.size < 0
    ]
    assert left == [(roll.contract, -roll.size)]
    assert any(one.contract == roll.into for one in fills if one.date == roll.day)


@pytest.mark.pages
def test_nothing_is_rolled_that_tonight_is_sold(market):
    found = tonight(config(), market, day("2015-08-24"))
    assert [one.size for one in found.orders]
    assert not dates(found, "roll")


@pytest.mark.pages
def test_options_that_are_told_are_bought_on_their_date(market):
    for pattern, code in (("B", "premium"), ("C", "insurance"), ("AB", "premium")):
        plan = config(pattern, start="2017-01-03")
        one = dates(tonight(plan, market, day("2017-02-16")), code)[0]
        assert iso(one.day) == "2017-02-17"
        fills = later(plan, market, "2017-02-17").broker.desk.fills
        (bought,) = [fill for fill in fills if fill.date == one.day and fill.size > 0 and fill.purpose == code]
        assert bought.contract == one.into
        # prices of the fill, and the limit at them, are not tonight's
        assert bought.size == pytest.approx(one.size, abs=1)
        assert one.amount > 0.0
        assert iso(one.send_by) == "2017-02-16"


@pytest.mark.pages
def test_dates_ahead_are_within_a_month_and_in_order(market):
    for pattern in ("A", "B", "C", "AB"):
        found = tonight(config(pattern), market, day("2016-02-17"))
        days = [one.day for one in found.dates]
        assert days == sorted(days)
        assert all(found.evening.day < one <= found.evening.day + 31 for one in days)


@pytest.mark.pages
def test_money_that_is_ordered_tonight_comes_in_when_it_is_told(market):
    plan, arrived = config(**LAGGED), 0
    for text in ("2015-08-25", "2015-11-02"):
        found = tonight(plan, market, day(text))
        assert sum(one.amount for one in found.arrivals) == pytest.approx(found.account.arriving)
        for one in found.arrivals:
            then = later(plan, market, iso(one.day)).broker.account.ledger.postings
            came = [
                then[row].amount
                for row in range(len(then))
                if then[row].day == one.day and then[row][1:5:3] == ("cash", "redemption received")
            ]
            assert sum(came) == pytest.approx(one.amount)
            arrived += 1
    assert arrived


def test_what_must_be_sent_by_an_evening_arrives_in_time_and_a_session_later_does_not(market):
    calendar, due = market.calendar, day("2016-07-05")
    for lag in (1, 2, 4):
        sent = send_by(due, lag, calendar)
        assert len(calendar.between(sent + 1, due)) == lag
    assert iso(send_by(due, 1, calendar)) == "2016-07-01"


@pytest.mark.pages
def test_an_account_that_is_held_is_told_as_the_run_that_came_to_it(market):
    today = day("2016-02-17")
    plan = config(**LAGGED)
    run = tonight(plan, market, today)
    held = tonight(plan, market, today, run.evening.account._replace(month_opened=None))
    assert [one._replace(reason="") for one in held.orders] == [one._replace(reason="") for one in run.orders]
    assert held.account.wanted == pytest.approx(run.account.wanted)
    for one, other in zip(held.distances, run.distances, strict=True):
        assert (one.code, one.close) == (other.code, pytest.approx(other.close))


@pytest.mark.pages
def test_an_account_of_one_s_own_gets_its_own_orders_and_money(market):
    held = HeldAccount(day("2016-02-17"), 900_000.0, 100_000.0, positions=(HeldPosition("MESH16", 2),))
    found = tonight(config(), market, held.day, held)
    assert found.orders[0].contract == "MESH16"
    assert found.orders[0].size > 0
    assert [one.code for one in found.moves] == ["subscribe"]
    assert found.account.cash + found.account.fund == pytest.approx(1_000_000.0)


@pytest.mark.pages
def test_status_says_what_there_is_to_do(market):
    assert tonight(config("core"), market, day("2016-02-17")).status == NOTHING
    assert tonight(config(), market, day("2015-08-24")).status == ORDERS
    idle = HeldAccount(day("2016-02-17"), 100_000.0, 900_000.0)
    assert tonight(config("core"), market, idle.day, idle).status == CASH


@pytest.mark.pages
def test_a_call_goes_before_everything_and_its_date_stands_among_the_dates(market):
    today = day("2016-02-17")
    run = tonight(config(**LAGGED), market, today)
    due = market.calendar.after(today)
    call = run.evening.account._replace(call=OpenCall(5_000.0, due), cash=run.evening.account.cash - 40_000.0)
    found = tonight(config(**LAGGED), market, today, call)
    assert found.status == DEADLINE
    (one,) = dates(found, "call_due")
    assert (one.day, one.amount >= 5_000.0) == (due, True)


@pytest.mark.parametrize(
    "pattern", ["A", *(pytest.param(one, marks=pytest.mark.pages) for one in ("core", "B", "C", "cash"))]
)
def test_a_later_market_does_not_change_tonight(market, pattern):
    today = day("2015-12-15")
    whole, cut = (tonight(config(pattern), one, today) for one in (market, market.until(today)))
    assert (whole.orders, whole.account, whole.rules, whole.dates) == (cut.orders, cut.account, cut.rules, cut.dates)
    assert (whole.distances, whole.changes) == (cut.distances, cut.changes)


def tokyo():
    account, cash, overlay = {"profile": "sbi_futures"}, {"buffer": 0.04}, {"ratio": 1.5, "max_total_exposure": 2.6}
    return config(
        start="2020-02-20", account=account, cash=cash, overlay={**overlay, "acknowledge_high_leverage": True},
        halving={"enabled": False}, stops={"voluntary": False, "monthly_loss": "off"},
    )  # fmt: skip


@pytest.mark.pages
def test_on_the_eve_of_a_forced_sale_there_is_something_to_do(whole_market):
    eve = tonight(tokyo(), whole_market, day("2020-03-17"))
    assert (eve.evening.account.call, eve.broker_closes, eve.status) == (None, True, DEADLINE)
    assert to_do(eve, ENGLISH)[0] == "MARGIN IS MISSING: the broker is about to close positions"
    assert [one.kind for one in tonight(tokyo(), whole_market, eve.evening.next_day).events] == ["liquidation"]


@pytest.mark.pages
def test_an_order_for_which_money_comes_late_says_so(whole_market):
    found = tonight(tokyo(), whole_market, day("2020-03-18"))
    (order,), late = found.orders, next(one for one in to_do(found, ENGLISH) if one.startswith("an order for which"))
    assert "before the money has arrived on 2020-03-20" in late
    fills = later(tokyo(), whole_market, iso(order.day)).broker.desk.fills
    assert not [one for one in fills if one.date == order.day]
    smaller = tonight(tokyo(), whole_market, day("2020-03-06"))
    assert [one.size for one in smaller.orders] == [-3]
    assert not [one for one in to_do(smaller, ENGLISH) if one.startswith("an order for which")]


@pytest.mark.pages
def test_money_of_tonight_arrives_when_it_does_whatever_is_on_its_way_already(whole_market):
    plan, eve = config(start="2020-01-02"), day("2020-03-16")
    late = HeldAccount(eve, 20_000.0, 950_000.0, ((day("2020-03-17"), 500.0), (day("2020-03-20"), 1_000.0)))
    found = tonight(plan, whole_market, eve, late._replace(month_opened=960_000.0))
    (move,) = found.moves
    assert (move.code, iso(move.arrives)) == ("redeem", "2020-03-17")
    told = to_do(found, ENGLISH)
    assert [one for one in told if one.startswith("on its way")] == [
        "on its way: 500 USD, arrives 2020-03-17", "on its way: 1,000 USD, arrives 2020-03-20",
    ]  # fmt: skip
    assert not [one for one in told if one.startswith("an order for which")]


@pytest.mark.pages
def test_a_calendar_says_so_where_there_is_nothing_to_do(whole_market):
    found = tonight(config(start="2020-01-02"), whole_market, day("2020-04-09"))
    assert found.status == NOTHING
    assert [(one.day, one.name) for one in calendar_entries(found, ENGLISH)] == [(day("2020-04-13"), "Nothing to do.")]


def test_an_evening_before_the_plan_begins_is_refused(whole_market):
    with pytest.raises(ConfigError, match="as of 2020-01-02: it is before the plan's first day, 2020-02-20"):
        tonight(tokyo(), whole_market, day("2020-01-02"))


@pytest.mark.pages
def test_an_evening_shows_itself_at_a_prompt_and_in_a_notebook(market):
    import engine  # noqa: F401  (it brings what shows results)

    found = tonight(config("C", start="2015-11-02"), market, day("2016-02-16"))
    assert repr(found).startswith("rehearsal of C, evening of Tue 2016-02-16: for the session of Wed 2016-02-17\n")
    assert "insurance" in found._repr_html_()
