"""What `tonight` says of the next close, in evenings by chance, against evenings that have seen such a close."""

import numpy as np
import pytest

from data.base.days import date_of
from engine.evening.tonight import tonight
from engine.settings.run_config import load_config
from tests.support.next_closes import evening_after
from tests.support.seeds import seeds

BOLD = ("overlay.ratio=2.0", "overlay.max_total_exposure=4.0", "overlay.acknowledge_high_leverage=true")
PLANS = (
    ("pattern=A",),
    ("pattern=B",),
    ("pattern=C", "overlay.ratio=0.3", "insurance.hedge_ratio=0.5"),
    ("pattern=A", "halving.measure=ewma"),
    ("pattern=A", "account.profile=jp_retail_futures", *BOLD, "cash.buffer=0.05"),
    ("pattern=A", "account.profile=retail_cash_margin", *BOLD, "cash.buffer=0.05"),
    ("pattern=A", "investor.currency=JPY", "hedge.ratio=0.5"),
    ("pattern=A", "stops.monthly_loss=0.01", "overlay.ratio=0.3"),
)
MOVES = tuple(np.arange(-0.12, 0.121, 0.03))
ROOM = 0.004
"""How near a level nothing is asked: interest of a day, a carry and a fraction of a contract move it so far."""
TOLD = 3
"""Changes that are told on each side; what lies beyond the last of so many is not asked."""
# margin is told as once orders have filled at tonight's close; they fill at the next one, or are refused there
CALLS, CALLED = {"margin_call", "closed_at_once"}, {"margin_call", "loss_cut", "liquidation"}


def by_chance(market, seed):
    """A plan that was begun some weeks ago, and an evening."""
    chance = np.random.default_rng(seed)
    row = int(chance.integers(market.row_from(market.starts) + 300, len(market.days) - 3))
    begun = date_of(market.days[row - int(chance.integers(3, 120))])
    return load_config(None, [*PLANS[seed % len(PLANS)], f"period.start={begun}"]), market.days[row]


def beyond(one, move):
    """Whether a close lies beyond a level that is told; what begins where the index stands still may end beside it."""
    return move == 0.0 if one.move == 0.0 else move <= one.move if one.move < 0.0 else move >= one.move


def near(those, move):
    return any(abs((1.0 + move) / (1.0 + one.move) - 1.0) < ROOM for one in those)


@pytest.mark.parametrize("seed", seeds(20))
def test_what_would_change_and_what_would_happen_is_what_does(whole_market, seed):
    plan, today = by_chance(whole_market, seed)
    found = tonight(plan, whole_market, today)
    for move in MOVES:
        side = [one for one in found.changes if one.move and (one.move < 0.0) == (move < 0.0)]
        known = [one for one in found.changes if not one.move] + [one for one in side if beyond(one, move)]
        then = evening_after(plan, whole_market, today, 1.0 + move)
        if not near(side, move) and len(known) <= TOLD:
            futures = sum(one.size for one in then.orders if one.contract.startswith("MES"))
            assert known[-1].trade in {None, futures}, move
            assert then.rules.target_ratio == pytest.approx(known[-1].answer.ratio, abs=1e-6), move
        for name, ruling in zip(then.rules.rules, then.rules.rulings, strict=True):
            told = [one for one in found.distances if one.rule == name]
            began = any(one.move == 0.0 for one in told)
            if not began and not near(told, move) and (name != "voluntary_stop" or not found.orders):
                assert any(beyond(one, move) for one in told) == bool(ruling.code), (name, move)
        calls = [one for one in found.distances if one.code in CALLS]
        if not near(calls, move) and not found.orders:
            assert any(beyond(one, move) for one in calls) == bool({one.kind for one in then.events} & CALLED), move
