"""Margin as an expected shortfall: what it is of scenarios one can count, and that no session knows a later one."""

import numpy as np
import pytest

from data.margin.margins import modelled_schedule
from data.margin.methods import ShortfallRules, methods_of, stress_moves, two_sided
from data.margin.shortfall import LONG, SHORT, Scenarios, shortfall_shares
from tests.support.tokyo_days import sessions

RULES = methods_of("NK225M").shortfall
NO_STRESS = ((), ())


def shares(closes, rules=RULES, stress=NO_STRESS, side=LONG, first=0):
    return shortfall_shares(range(len(closes)), closes, Scenarios(rules, *stress, 0.2), side=side, first=first)


def drawn(count, seed=5):
    moves = 0.012 * np.random.default_rng(seed).standard_normal(count)
    return (20_000.0 * np.exp(np.cumsum(moves))).tolist()


def test_it_is_the_mean_of_the_worst_scaled_moves_counted_by_hand():
    rules, closes = ShortfallRules(scenarios=40, tail=0.05, decay=0.9), drawn(200)
    moves = np.diff(closes) / closes[:-1]
    variance = [0.2**2 / 252]
    for move in moves:
        variance.append(0.9 * variance[-1] + 0.1 * move * move)
    scaled = [move / old**0.5 * variance[-1] ** 0.5 for move, old in zip(moves, variance, strict=False)][-40:]
    assert shares(closes, rules)[-1] == pytest.approx(-np.mean(sorted(scaled)[:2]))
    assert shares(closes, rules, side=SHORT)[-1] == pytest.approx(np.mean(sorted(scaled)[-2:]))


def test_days_of_stress_count_as_they_were_from_their_day_on_and_each_for_the_side_that_lost():
    calm, stress = [20_000.0 + row % 2 for row in range(1600)], ((1500,), (-0.11,))
    long, short = shares(calm, stress=stress), shares(calm, stress=stress, side=SHORT)
    assert long[1499] == shares(calm)[1499]
    assert long[1500] - long[1499] == pytest.approx(0.11 / 32, rel=0.02)
    assert short[1500] == pytest.approx(short[1499], rel=0.02)


def test_before_the_data_stands_a_normal_distribution_of_its_volatility():
    worst = 2.338 * 0.2 / 252**0.5
    assert shares([20_000.0] * 2)[0] == pytest.approx(worst, rel=0.01)
    assert shares([20_000.0] * 2, side=SHORT)[0] == pytest.approx(worst, rel=0.01)


def test_a_later_first_session_leaves_out_rows_and_changes_none():
    closes = drawn(300)
    assert shares(closes, first=250) == shares(closes)[250:]


DAYS = sessions("2022-01-04", "2024-12-27")
CLOSES = drawn(len(DAYS))
CUTS = [DAYS.index(one) for one in sessions("2023-10-30", "2023-11-13")] + [len(DAYS) - 5]


@pytest.mark.parametrize("side", [LONG, SHORT])
@pytest.mark.parametrize("cut", CUTS)
def test_a_session_knows_its_own_close_and_no_later_one(cut, side):
    implied = [20.0 + row % 5 for row in range(len(DAYS))]
    whole = modelled_schedule(DAYS, CLOSES, "NK225M", implied=implied, side=side)
    assert modelled_schedule(DAYS[:cut], CLOSES[:cut], "NK225M", implied=implied[:cut], side=side) == whole[:cut]


def test_its_own_close_moves_it_the_same_evening_after_the_change_and_not_before():
    def moved(row):
        closes = [*CLOSES[:row], CLOSES[row] * 0.93, *CLOSES[row + 1 :]]
        told = [modelled_schedule(DAYS, one, "NK225M")[row] / one[row] for one in (CLOSES, closes)]
        return told[1] / told[0]

    change = sessions("2022-01-04", "2023-11-06")
    assert moved(len(change) - 1) > 1.2
    assert moved(len(change) - 2) == pytest.approx(1 / 0.93)


def test_sides_differ_where_the_method_says_so_and_from_its_first_day():
    long, short = (modelled_schedule(DAYS, CLOSES, "NK225M", side=side) for side in (LONG, SHORT))
    differ = [day for day, one, other in zip(DAYS, long, short, strict=True) if one != other]
    assert differ == sessions("2023-11-06", "2024-12-27")
    assert (two_sided("NK225M"), two_sided("ES")) == (True, False)
    assert modelled_schedule(DAYS, CLOSES, "ES", side=SHORT) == modelled_schedule(DAYS, CLOSES, "ES")


def test_before_span_the_model_of_a_clearing_house_holds():
    days = sessions("2000-10-02", "2000-11-10")
    path = modelled_schedule(days, [15_000.0] * len(days), "NK225M")
    change = len(sessions("2000-10-02", "2000-10-29"))
    assert path[change - 1] == pytest.approx(4.0 * 0.22 / 252**0.5 * 100 * 15_000, rel=0.1)
    assert path[change] % 3000 == 0


def test_stress_scenarios_of_the_nikkei_are_moves_of_six_percent_and_more_since_2008():
    days, moves = stress_moves("NK225M")
    assert min(map(abs, moves)) >= 0.06
    assert list(days) == sorted(days)
    assert days[0] >= sessions("2008-01-04", "2008-01-04")[0]
