from random import Random

import pytest

from strategies.rules.after_gains import AfterGains, begin, raised, step


def raises(equities, *, fall_back=0.02, month=3):
    """After each evening, where so many sessions are a month."""
    rule, state, found = AfterGains(0.5, fall_back), begin(equities[0]), []
    for place, equity in enumerate(equities):
        state = step(rule, state, equity, (place + 1) % month == 0)
        found.append(state.raises)
    return found


def test_a_month_that_ends_at_a_new_high_raises_once():
    assert raises([100.0, 105.0, 101.0, 104.0, 103.0, 102.0]) == [0, 0, 1, 1, 1, 2]


def test_a_month_that_ends_below_an_earlier_end_leaves_it():
    assert raises([100.0, 100.0, 102.0, 102.0, 102.0, 101.5, 101.0, 101.0, 101.9]) == [0, 0, 1, 1, 1, 1, 1, 1, 1]


def test_a_loss_at_the_limit_since_the_month_began_is_the_end_of_it():
    assert raises([100.0, 100.0, 200.0, 196.01, 196.0, 300.0]) == [0, 0, 1, 1, 0, 1]


def test_without_a_loss_to_fall_back_after_it_only_rises():
    assert raises([100.0, 100.0, 200.0, 50.0, 50.0, 201.0], fall_back=0.0) == [0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_months_at_a_high_since_the_latest_fall(seed):
    chance = Random(seed)  # noqa: S311  (equities are drawn, not keys)
    equities, limit = [100.0], chance.choice([0.0, 0.02, 0.05])
    for _ in range(20 * 12):
        equities.append(equities[-1] * (1.0 + chance.gauss(0.001, 0.01)))
    ends = [place for place in range(len(equities)) if (place + 1) % 20 == 0]
    falls = [
        place for place, equity in enumerate(equities)
        if limit and equity <= (1.0 - limit) * equities[max((end for end in ends if end < place), default=0)]
    ]  # fmt: skip
    highs = [end for end in ends if equities[end] > max([equities[0], *(equities[one] for one in ends if one < end)])]
    for place, found in enumerate(raises(equities, fall_back=limit, month=20)):
        fell = max((one for one in falls if one <= place), default=-1)
        assert found == sum(fell <= high <= place for high in highs)


def test_nothing_is_raised_by_a_share_of_nothing():
    assert raised(0.37, 0.0, 400) == 0.37
