import numpy as np
import pytest

from data.fund.own_fund import OwnFund
from tests.support.seeds import seeds

DAYS = [0, 1, 4, 5, 6, 11]
MODEL = ([0.0] + [0.05] * 5, [0.0] + [0.001] * 5, [0.0] + [0.002] * 5)


def test_a_yield_is_earned_from_the_close_at_which_it_is_known():
    income, price, expense = OwnFund((1, 5), (0.01, 0.02), priced=False).instead(DAYS, MODEL)
    assert income == [0.0, 0.05, 0.01, 0.01, 0.02, 0.02]
    assert price == [0.0, 0.001, 0.0, 0.0, 0.0, 0.0]
    assert expense == [0.0, 0.002, 0.0, 0.0, 0.0, 0.0]


def test_the_moves_of_a_share_add_up_to_what_it_was_worth():
    worth = np.array([100.0, 100.1, 100.05, 97.0, 97.2])
    income, price, _ = OwnFund(tuple(DAYS[1:]), tuple(worth), priced=True).instead(DAYS, MODEL)
    held = np.diff(DAYS)[1:] / 365.0
    assert 100.0 * np.prod(1.0 + np.array(price[2:]) * held) == pytest.approx(97.2)
    assert income[2:] == [0.0] * 4


@pytest.mark.parametrize("seed", seeds(5))
@pytest.mark.parametrize("priced", [False, True])
def test_no_session_depends_on_what_is_known_after_its_close(seed, priced):
    rng = np.random.default_rng(seed)
    days = np.sort(rng.choice(200, 60, replace=False)).tolist()
    known = np.sort(rng.choice(200, 40, replace=False))
    values = 1.0 + 0.01 * rng.random(40)
    model = tuple(rng.random((3, 60)))
    whole = OwnFund(tuple(known.tolist()), tuple(values), priced).instead(days, model)
    cut = int(np.searchsorted(days, known[20], side="left"))
    keep = known <= days[cut]
    shorter = OwnFund(tuple(known[keep].tolist()), tuple(values[keep]), priced)
    part = shorter.instead(days[: cut + 1], [column[: cut + 1] for column in model])
    assert part == tuple(column[: cut + 1] for column in whole)
