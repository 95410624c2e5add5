"""Single evenings of the cash ratio: what is told of them, what the rules remember of the one before, and when an order
goes out.
"""

from math import isnan

import pytest

from strategies.cash.cash_book import CashBook, CashRules
from strategies.cash.evening import CashObservation, CashState, IndexMeasures
from strategies.cash.rules.combination import CashLimits
from strategies.cash.rules.conditions import Conditions
from strategies.cash.rules.events import Events
from strategies.cash.rules.pacing import Pacing
from strategies.cash.rules.reentry import Reentry, Stage
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend_levels import TrendLevels
from strategies.cash.rules.valuation import ValuationBands
from strategies.cash.rules.volatility_target import VolatilityLevels, VolatilityTarget

MONDAY = 4
"""5 January 1970."""
WIDE = CashLimits(0.0, 0.9)
ALL = CashRules(
    WIDE, trend=TrendLevels(), target=VolatilityTarget(0.10), valuation=ValuationBands(), events=Events(),
    conditions=Conditions(), tactical=Tactical(),
)  # fmt: skip


def evening(day=MONDAY, *, close=101.0, average=100.0, volatility=0.1, fall=0.0, held=0.2, **seen):
    return CashObservation(day, day + 1, IndexMeasures(close, average, 110.0, volatility, fall), held, **seen)


def wanted(rules, *evenings):
    book = CashBook(rules)
    return [pytest.approx(book.evaluate(one)[0].wanted_ratio) for one in evenings]


def test_an_evening_is_told_with_all_that_was_seen_and_asked_for():
    # 60 % by volatility, 10 % before an event, 5 % as bills rose by 1.5 points, less a third of the 10 % in the pocket.
    third = pytest.approx(0.10 / 3)
    state, traded, changes = CashBook(ALL).evaluate(
        evening(
            close=99.0, volatility=0.25, fall=0.30, held=0.3, valuation=27.0, days_to_event=3, risen=0.015,
        )
    )  # fmt: skip
    asked = pytest.approx(0.60 + 0.10 + 0.05 - 0.10 / 3)
    assert state == CashState(
        MONDAY, 99.0, 100.0, 0.25, 27.0, "alarmed", 0.50, pytest.approx(0.60), 0.40, 0.10, 0.05, third,
        asked, 0.3, asked, "events",
    )  # fmt: skip
    assert traded == asked
    assert changes == [
        ("valuation_known", {"value": 27.0, "ratio": 0.40}),
        ("tactical_part", {"fall": 0.30, "count": 1, "total": 3}),
    ]


def test_what_changes_from_evening_to_evening_is_told_with_its_numbers():
    stages = (Stage(0.40, "recovery"), Stage(0.30, "held"), Stage(0.20, "new_high"))
    book = CashBook(
        CashRules(
            WIDE, trend=TrendLevels(), reentry=Reentry(stages, held_sessions=2),
            valuation=ValuationBands(sessions=2), tactical=Tactical(sessions=2),
        )
    )  # fmt: skip
    evenings = [(99.0, 17.0, 0.25), (98.0, 40.0, 0.26), (101.0, 40.0, 0.26), (102.0, 40.0, 0.05), (103.0, 12.0, 0.05)]
    told = [
        book.evaluate(evening(MONDAY + day, close=close, valuation=valuation, fall=fall))[2]
        for day, (close, valuation, fall) in enumerate(evenings)
    ]
    asks = ("valuation_asks", {"value": 40.0, "ratio": 0.50})
    assert told == [
        [
            ("cash_alarm", {}), ("valuation_known", {"value": 17.0, "ratio": 0.20}),
            ("tactical_part", {"fall": 0.25, "count": 1, "total": 3}),
        ],
        [],
        [("cash_alarm_over", {}), asks, ("tactical_part", {"fall": 0.26, "count": 2, "total": 3})],
        [("tactical_refilled", {"fall": 0.05, "count": 0, "total": 3})],
        [("recovery_held", {"count": 2}), ("valuation_asks", {"value": 12.0, "ratio": 0.10})],
    ]  # fmt: skip


def test_of_rules_that_are_off_nothing_is_told():
    state, traded, changes = CashBook(CashRules()).evaluate(evening())
    assert all(map(isnan, (state.trend_ratio, state.volatility_ratio, state.valuation_ratio, state.target_ratio)))
    assert (state.event_addition, state.conditions_addition, state.tactical_used) == (0.0, 0.0, 0.0)
    assert (state.wanted_ratio, state.state, state.binding) == (0.2, "normal", "")
    assert (traded, changes) == (None, [])


def test_the_highest_ratio_has_its_rules_name():
    for volatility, valuation, binding in (
        (0.25, 27.0, "volatility"),
        (0.12, 27.0, "valuation"),
        (0.12, 12.0, "trend"),
    ):
        state, _, _ = CashBook(ALL).evaluate(evening(volatility=volatility, valuation=valuation))
        assert state.binding == binding


def test_at_the_average_the_verdict_of_the_evening_before_stands():
    closes = (101.0, 100.0, 99.0, 100.0, 101.0)
    evenings = [evening(day, close=close) for day, close in enumerate(closes, MONDAY)]
    assert wanted(CashRules(WIDE, trend=TrendLevels()), *evenings) == [0.2, 0.2, 0.5, 0.5, 0.2]


def test_between_the_two_levels_of_volatility_that_of_the_evening_before_stands():
    levels = (0.15, 0.19, 0.21, 0.19, 0.18, 0.19)
    evenings = [evening(day, volatility=volatility) for day, volatility in enumerate(levels, MONDAY)]
    assert wanted(CashRules(WIDE, levels=VolatilityLevels()), *evenings) == [0.2, 0.2, 0.5, 0.5, 0.2, 0.2]


def test_of_trend_and_levels_the_dearer_counts_in_calm_and_in_alarm():
    rules = CashRules(WIDE, trend=TrendLevels(0.10, 0.40), levels=VolatilityLevels(0.25, 0.60))
    assert wanted(rules, evening()) == [0.25]
    assert wanted(rules, evening(close=99.0)) == [0.40]
    assert wanted(rules, evening(close=99.0, volatility=0.3)) == [0.60]
    assert wanted(rules._replace(trend=TrendLevels(0.30, 0.40)), evening()) == [0.30]


def test_valuation_moves_from_where_it_stood_a_step_at_a_time():
    rules = CashRules(WIDE, valuation=ValuationBands(sessions=2))
    evenings = [evening(day, valuation=cape) for day, cape in enumerate((17.0, 40.0, 40.0, 40.0, 40.0), MONDAY)]
    assert wanted(rules, *evenings) == [0.2, 0.2, 0.3, 0.3, 0.4]


def ordered(rules, *evenings):
    """The ratio traded to on each evening, None where nothing is ordered."""
    book = CashBook(rules)
    return [traded if traded is None else pytest.approx(traded) for _, traded, _ in map(book.evaluate, evenings)]


def test_a_portfolio_that_begins_within_the_band_begins_without_a_trade():
    rules = CashRules(WIDE, constant=0.25, pacing=Pacing(band=0.25))
    assert [ordered(rules, evening(held=held)) for held in (0.5, 0.501)] == [[None], [0.25]]


def test_a_step_smaller_than_the_band_is_followed_and_what_prices_did_to_the_ratio_held_is_not():
    rules = CashRules(WIDE, trend=TrendLevels(0.20, 0.23), pacing=Pacing(band=0.05))
    drifted = evening(MONDAY + 1, held=0.21)
    assert ordered(rules, evening(held=0.5), drifted, evening(MONDAY + 2, close=99.0, held=0.21)) == [0.20, None, 0.23]


def test_a_ratio_that_moves_with_volatility_is_followed_from_the_band_on():
    # 1 - 0.10 / 0.20 = 50 %, 1 - 0.10 / 0.21 = 52.4 %, 1 - 0.10 / 0.25 = 60 %
    rules = CashRules(WIDE, target=VolatilityTarget(0.10), pacing=Pacing(band=0.05))
    volatilities, held = (0.20, 0.21, 0.25), (0.2, 0.5, 0.5)
    evenings = [
        evening(day, volatility=one, held=ratio)
        for day, (one, ratio) in enumerate(zip(volatilities, held, strict=True), MONDAY)
    ]
    assert ordered(rules, *evenings) == [0.5, None, 0.6]


ALARM = CashRules(WIDE, trend=TrendLevels(0.20, 0.50), pacing=Pacing(speed=0.10, most=3))
BELOW = evening(MONDAY + 1, close=99.0, held=0.2)


def test_an_order_that_waits_for_its_money_is_finished_while_the_same_is_wanted():
    # 30 % is as far as a day goes; of three orders a month it is the second, and the third goes 10 % beyond it.
    waits, filled = BELOW._replace(day=MONDAY + 2, resumed=True), BELOW._replace(day=MONDAY + 3, held=0.3)
    assert ordered(ALARM, evening(held=0.5), BELOW, waits, filled) == [0.20, 0.30, 0.30, 0.40]


def test_an_order_that_waits_gives_way_to_a_ratio_beyond_the_band_on_a_day_that_is_due():
    rules = CashRules(WIDE, target=VolatilityTarget(0.10), pacing=Pacing("weekly", band=0.05))
    first = evening(MONDAY + 1, volatility=0.20, held=0.2)
    within = evening(MONDAY + 2, volatility=0.21, resumed=True)
    thursday = evening(MONDAY + 3, volatility=0.40, resumed=True)
    friday = CashObservation(MONDAY + 4, MONDAY + 7, IndexMeasures(101.0, 100.0, 110.0, 0.40), 0.2, resumed=True)
    assert ordered(rules, first, within) == [0.5, 0.5]
    assert ordered(rules, first, thursday, friday) == [0.5, 0.5, 0.75]
    assert ordered(rules, first, friday._replace(measures=within.measures)) == [0.5, 0.5]
