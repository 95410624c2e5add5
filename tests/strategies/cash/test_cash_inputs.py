"""Evenings with series of one's own, with a pause, and with conditions that are left later than they are entered."""

from math import isnan

import pytest

from strategies.cash.cash_book import CashBook, CashRules
from strategies.cash.evening import CashObservation, IndexMeasures
from strategies.cash.rules.cash_pause import CashPause
from strategies.cash.rules.combination import CashLimits
from strategies.cash.rules.conditions import Conditions
from strategies.cash.rules.pacing import Pacing
from strategies.cash.rules.series import SeriesRule
from strategies.cash.rules.trend_levels import TrendLevels
from strategies.cash.rules.volatility_target import VolatilityTarget

NAN = float("nan")
MONDAY = 4
WIDE = CashLimits(0.0, 0.9)
SPREAD = SeriesRule("spread", (2.0,), (0.0, 0.10))
YIELD = SeriesRule("yield", (0.0,), (0.4, 0.1), adds=False)
PAUSE = CashPause(0.04, 3)


def played(rules, evenings):
    """(cash ratio traded to or None) of each evening of (observed fields); what is traded is held the evening after."""
    book, held, path = CashBook(rules), rules.constant, []
    for day, (measures, seen) in enumerate(evenings):
        observed = CashObservation(MONDAY + day, MONDAY + day + 1, IndexMeasures(**measures), held, **seen)
        state, traded, changes = book.evaluate(observed)
        held = held if traded is None else traded
        path.append((state, traded, changes))
    return book, path


def test_series_add_to_the_ratio_or_ask_for_one_and_are_named():
    rules = CashRules(WIDE, series=(SPREAD, YIELD))
    values = [(NAN, NAN), (1.0, NAN), (2.5, 1.0), (2.5, -0.1), (1.0, -0.1)]
    book, path = played(rules, [({"close": 100.0}, {"series": one}) for one in values])
    told = [(pytest.approx(state.wanted_ratio), state.binding) for state, _, _ in path]
    assert told == [(0.2, ""), (0.2, ""), (0.2, "series"), (0.5, "series"), (0.4, "series")]
    assert [(row.series, row.band) for row in book.series[-2:]] == [("spread", 1), ("yield", 1)]
    assert len(book.series) == 10
    assert isnan(book.series[1].asks)
    assert path[3][2] == [("series_asks", {"series": "yield", "value": -0.1, "count": 1, "total": 2, "ratio": 0.4})]
    assert path[4][2] == [("series_adds", {"series": "spread", "value": 1.0, "count": 1, "total": 2, "ratio": 0.0})]


def test_conditions_stay_dear_until_the_rise_is_at_the_lower_level():
    rules = CashRules(WIDE, conditions=Conditions(0.05, rise=0.01, leave=0.005))
    risen = (0.009, 0.011, 0.008, 0.005, 0.008, NAN)
    _, path = played(rules, [({"close": 100.0}, {"risen": one}) for one in risen])
    assert [state.conditions_addition for state, _, _ in path] == [0.0, 0.05, 0.05, 0.0, 0.0, 0.0]


def falling(*moves, above=()):
    """Evenings with these moves of the day; the index is below its average but on those `above`."""
    return [
        ({"close": 101.0 if place in above else 99.0, "average": 100.0, "move": move}, {})
        for place, move in enumerate(moves)
    ]


@pytest.mark.parametrize(
    ("buying", "traded"),
    [(False, [None, None, None, None, 0.5]), (True, [None, 0.5, None, None, None])],
)
def test_in_a_pause_nothing_is_traded_or_nothing_is_bought(buying, traded):
    """The alarm comes with the crash: it is made up after the pause, or goes through where only purchases wait."""
    rules = CashRules(WIDE, pacing=Pacing(pause=PAUSE._replace(buying=buying)), trend=TrendLevels())
    _, path = played(rules, falling(NAN, -0.05, 0.01, 0.0, 0.0, above=(0,)))
    assert [one for _, one, _ in path] == traded
    codes = [[code for code, _ in changes] for _, _, changes in path]
    assert codes == [[], ["cash_paused"], [], [], ["cash_resumed"]]


def test_a_purchase_waits_for_the_end_of_the_pause_and_another_move_prolongs_it():
    rules = CashRules(WIDE, pacing=Pacing(pause=PAUSE._replace(buying=True)), trend=TrendLevels())
    _, path = played(rules, falling(NAN, 0.05, 0.0, -0.05, 0.0, 0.0, 0.0, above=(1, 2, 3, 4, 5, 6)))
    assert [one for _, one, _ in path] == [0.5, None, None, None, None, None, 0.2]


def test_what_fell_due_in_a_pause_is_made_up_after_it_not_a_week_later():
    weekly = Pacing("weekly", pause=PAUSE)
    evenings = falling(*[0.0] * 6, -0.05, *[0.0] * 4, above=range(5))
    _, path = played(CashRules(WIDE, pacing=weekly, trend=TrendLevels()), evenings)
    assert [place for place, (_, one, _) in enumerate(path) if one is not None] == [9]
    _, free = played(CashRules(WIDE, pacing=Pacing("weekly"), trend=TrendLevels()), evenings)
    assert [place for place, (_, one, _) in enumerate(free) if one is not None] == [6]


def test_the_very_first_order_and_an_override_do_not_wait():
    rules = CashRules(WIDE, pacing=Pacing(pause=PAUSE), trend=TrendLevels())
    sudden = {"close": 99.0, "average": 100.0, "move": -0.05}
    _, path = played(rules, [(sudden, {}), (sudden, {"override": 1.0}), (sudden, {})])
    assert [one for _, one, _ in path] == [0.5, 1.0, 0.5]


def test_an_order_that_waits_for_its_money_is_left_out_in_a_pause_and_sent_anew_after_it():
    book = CashBook(CashRules(WIDE, pacing=Pacing(pause=PAUSE._replace(sessions=1)), trend=TrendLevels()))
    traded = []
    for day, (move, resumed) in enumerate([(0.0, False), (0.0, False), (0.05, True), (0.0, False), (0.0, False)]):
        measures = IndexMeasures(99.0 if day == 0 else 101.0, 100.0, move=move)
        observed = CashObservation(MONDAY + day, MONDAY + day + 1, measures, 0.2 if day > 3 else 0.5, resumed=resumed)
        traded.append(book.evaluate(observed)[1])
    assert traded == [None, 0.2, None, 0.2, None]


def test_a_limit_of_adjustments_is_no_limit_for_a_step_to_more_cash_but_for_one_that_buys():
    """Series ask for 30 %, 50 %, 60 %, 40 %; what is held is 70 % by then, so that even 65 % would buy."""
    rule = SeriesRule("level", (1.0, 2.0, 3.0, 4.0), (0.3, 0.5, 0.6, 0.4, 0.65), adds=False)
    book, traded = CashBook(CashRules(WIDE, pacing=Pacing(most=1), series=(rule,))), []
    for day, (value, held) in enumerate([(0.5, 0.2), (1.5, 0.3), (2.5, 0.5), (3.5, 0.6), (4.5, 0.7)]):
        observed = CashObservation(MONDAY + day, MONDAY + day + 1, IndexMeasures(100.0), held, series=(value,))
        traded.append(book.evaluate(observed)[1])
    assert traded == [0.3, 0.5, 0.6, None, None]


@pytest.mark.parametrize(("added", "cap"), [(0.0, 0.9), (0.1, 0.9), (0.1, 0.55), (-0.05, 0.9)])
def test_beside_a_volatility_target_an_alarm_goes_before_the_limit_whatever_is_added_to_it_or_caps_it(added, cap):
    """The first order used the one of the month; the target alone would want 30 % by then, and waits."""
    rules = CashRules(
        CashLimits(0.0, cap), pacing=Pacing(most=1), target=VolatilityTarget(0.10), trend=TrendLevels(0.0, 0.5),
        series=(SeriesRule("spread", (2.0,), (0.0, added)),),
    )  # fmt: skip
    calm, rough = ({"average": 100.0, "volatility": one} for one in (0.1, 0.1 / 0.7))
    evenings = [
        ({"close": 101.0, **calm}, {"series": (1.0,)}),
        ({"close": 101.0, **rough}, {"series": (1.0,)}),
        ({"close": 99.0, **rough}, {"series": (3.0,)}),
    ]
    _, path = played(rules._replace(constant=0.5), evenings)
    assert [one for _, one, _ in path] == [0.0, None, pytest.approx(min(0.5 + added, cap))]
