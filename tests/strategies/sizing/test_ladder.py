"""The ladder by high-water marks: up at new highs only, down after a fall."""

import random

from strategies.sizing.ladder import Ladder, LadderState, down_at, step, up_at

LADDER = Ladder(25_000.0, 0.25, 0.1)


def climbed(equities):
    state, states = LadderState(), []
    for equity in equities:
        state = step(LADDER, state, equity)
        states.append(state.contracts)
    return states


def test_equity_that_just_bears_a_contract_has_it():
    assert climbed([up_at(LADDER, 3)]) == [3]
    assert climbed([up_at(LADDER, 3) - 1.0]) == [2]


def test_what_a_fall_took_away_comes_back_at_a_new_high_only():
    assert climbed([300_000.0, 271_000.0, 269_000.0, 299_000.0, 300_000.0, 300_001.0]) == [3, 3, 2, 2, 2, 3]


def test_a_deep_fall_takes_several_away_at_once():
    assert climbed([400_000.0, 150_000.0, 50_000.0]) == [4, 1, 0]


def test_on_random_equities_contracts_rise_at_new_highs_only_and_are_never_more_than_their_mark_bears():
    for seed in range(20):
        draw = random.Random(seed)  # noqa: S311  (equity, not keys)
        equity, state, high = 200_000.0, LadderState(), 0.0
        for _ in range(300):
            equity *= 1.0 + draw.gauss(0.0, 0.03)
            before, state = state, step(LADDER, state, equity)
            assert state.contracts <= before.contracts or equity > high
            assert state.contracts == 0 or equity >= down_at(LADDER, state.contracts)
            high = max(high, equity)
            assert state.high == high
            assert state.contracts * LADDER.unit <= LADDER.ratio * high * (1.0 + 1e-9)
